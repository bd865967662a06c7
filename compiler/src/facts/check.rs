//! Looks at the plan: does a fact hold, and if not, what is the case instead?

use std::path::Path;

use super::forms::{Fact, Findings, Members, Order};
use super::{Case, Failure, Outcome, Surroundings, order, values};
use crate::compile::{self, Inspected, ReadError, inspect, nearest};
use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::{Member, Subject, lint};
use crate::plan::ServerKind;
use crate::render::{Place, counted};
use crate::rules::Rule;
use crate::sources::{Location, Sources};

/// Why a fact does not hold, before places are looked up.
pub(super) struct Missed {
    pub(super) expected: String,
    pub(super) found: String,
    pub(super) places: Vec<Location>,
}

impl Missed {
    pub(super) fn new(
        expected: impl Into<String>,
        found: impl Into<String>,
        places: impl IntoIterator<Item = Location>,
    ) -> Self {
        Self { expected: expected.into(), found: found.into(), places: places.into_iter().collect() }
    }
}

/// So many places of one fault are named.
const MOST_PLACES: usize = 3;

/// What came of the facts of a case.
pub(super) fn case(
    path: &Path,
    case: &Case,
    surroundings: &Surroundings<'_>,
    base: &Path,
) -> Result<Vec<Outcome>, ReadError> {
    let Surroundings { system, options, settings, .. } = *surroundings;
    let asks_rules = case.facts.iter().any(|stated| matches!(stated.fact, Fact::NoFindings { .. }));
    let findings = if asks_rules { Some(lint(path, system, options, settings)?) } else { None };
    let outcome = |failure: &dyn Fn(&Fact) -> Option<Failure>| -> Vec<_> {
        let of_fact = |stated: &super::Stated| Outcome {
            case: case.name.clone(),
            text: stated.text.clone(),
            line: stated.line,
            failure: failure(&stated.fact),
        };
        case.facts.iter().map(of_fact).collect()
    };
    let (compilation, outcomes) =
        inspect(path, system, options, compile::Findings::default(), |inspected| {
            let subject = Subject::new(inspected, settings);
            let view = View { inspected, subject: &subject, surroundings };
            outcome(&|fact| {
                let (missed, sources) = match (fact, &findings) {
                    // The texts of the other compilation are the same, but their places are not for this one.
                    (Fact::NoFindings { of }, Some(found)) => {
                        (no_findings(of, &found.diagnostics), &found.sources)
                    }
                    _ => (view.check(fact), inspected.sources()),
                };
                missed.err().map(|missed| failure(missed, sources, base))
            })
        })?;
    Ok(outcomes.unwrap_or_else(|| {
        let refusal = refusal(&compilation.diagnostics);
        outcome(&|_| refusal.map(|error| failure(refused(error), &compilation.sources, base)))
    }))
}

fn failure(missed: Missed, sources: &Sources, base: &Path) -> Failure {
    let mut places: Vec<_> = missed.places.iter().map(|place| Place::new(sources, *place, base)).collect();
    places.dedup();
    places.truncate(MOST_PLACES);
    Failure { expected: missed.expected, found: missed.found, places }
}

/// The error that Supervisor comes to first; none for a configuration that it accepts.
fn refusal(found: &[Diagnostic]) -> Option<&Diagnostic> {
    found.iter().find(|finding| finding.severity == Severity::Error)
}

fn refused(error: &Diagnostic) -> Missed {
    let found = format!("it refuses the configuration: {}", error.message);
    Missed::new("supervisord starts", found, [error.primary.location])
}

fn is_refused(with: Option<&str>, refusal: Option<&Diagnostic>) -> Result<(), Missed> {
    let expected =
        with.map_or_else(|| "it is refused".to_owned(), |with| format!("it is refused with `{with}`"));
    let Some(error) = refusal else { return Err(Missed::new(expected, "supervisord starts with it", [])) };
    let text = error.original.as_ref().unwrap_or(&error.message);
    if with.is_none_or(|with| text.contains(with)) {
        return Ok(());
    }
    Err(Missed::new(expected, format!("it is refused with `{text}`"), [error.primary.location]))
}

fn no_findings(of: &Findings, found: &[Diagnostic]) -> Result<(), Missed> {
    let counts = |finding: &&Diagnostic| match of {
        Findings::Any => true,
        Findings::Errors => finding.severity == Severity::Error,
        Findings::Warnings => finding.severity >= Severity::Warning,
        Findings::Rule(name) => finding.code.name() == name,
        Findings::Category(name) => {
            Rule::named(finding.code.name()).is_some_and(|rule| rule.category.name() == name)
        }
    };
    let found: Vec<_> = found.iter().filter(counts).collect();
    let Some(first) = found.first() else { return Ok(()) };
    let text = format!("{}: {}", counted(found.len(), "finding"), first.message);
    Err(Missed::new("none", text, found.iter().map(|finding| finding.primary.location)))
}

/// A configuration that facts are about.
struct View<'v> {
    inspected: &'v Inspected<'v>,
    subject: &'v Subject<'v>,
    surroundings: &'v Surroundings<'v>,
}

impl<'v> View<'v> {
    fn check(&self, fact: &Fact) -> Result<(), Missed> {
        let refusal = refusal(self.inspected.found);
        match (fact, refusal) {
            (Fact::Refused { with }, refusal) => return is_refused(with.as_deref(), refusal),
            (_, Some(error)) => return Err(refused(error)),
            (Fact::Accepted, None) => return Ok(()),
            (_, None) => {}
        }
        let secrets = self.surroundings.secrets;
        match fact {
            Fact::Exists { program, exists } => self.exists(program, *exists),
            Fact::Count { program, count } => self.count(program, *count),
            Fact::Before { first, second, order } => self.before(first, second, *order),
            Fact::RunsAs { who, user } => self.each(who, |member| self.runs_as(member, user)),
            Fact::InGroup { who, group } => self.each(who, |member| {
                let found = &member.group.name;
                let place = member.group.location();
                if found == group {
                    Ok(())
                } else {
                    Err(Missed::new(format!("group {group}"), format!("group {found}"), place))
                }
            }),
            Fact::GroupHas { group, members, members_are } => self.group_has(group, members, *members_are),
            Fact::Variable { who, name, value } => {
                self.each(who, |member| values::variable(member.process, name, value.as_deref(), secrets))
            }
            Fact::NoVariable { who, name } => {
                self.each(who, |member| values::no_variable(member.process, name, secrets))
            }
            Fact::Command { who, command } => {
                self.each(who, |member| values::command(member.process, command, secrets))
            }
            Fact::Arguments { who, arguments } => {
                self.each(who, |member| values::arguments(member.process, arguments, secrets))
            }
            Fact::Output { who, stream, goal } => {
                let cwd = &self.surroundings.options.cwd;
                self.each(who, |member| values::output(member.process, *stream, goal, cwd))
            }
            Fact::Option { option, of, value } => self.option(option, of, value.as_deref()),
            Fact::Listens { address } => self.listens(address.as_deref()),
            Fact::NoPort => self.no_port(),
            // These were answered above.
            Fact::NoFindings { .. } | Fact::Accepted | Fact::Refused { .. } => Ok(()),
        }
    }

    /// The processes of a name: a program, `group:process`, `group:*`, or a process.
    fn members(&self, who: &str) -> Result<Vec<Member<'v>>, Missed> {
        let all = || {
            let groups = self.subject.plan().groups.iter();
            groups.flat_map(|group| group.processes.iter().map(move |process| Member { group, process }))
        };
        let programs = self.subject.programs().iter().filter(|program| program.name == who);
        let mut found: Vec<_> = programs.flat_map(|program| program.processes.iter().copied()).collect();
        if found.is_empty() {
            found = match who.split_once(':') {
                Some((group, process)) => {
                    let fits = |member: &Member<'_>| {
                        member.group.name == group && (process == "*" || member.process.name.value == process)
                    };
                    all().filter(fits).collect()
                }
                None => all().filter(|member| member.process.name.value == who).collect(),
            };
        }
        if !found.is_empty() {
            return Ok(found);
        }
        let names: Vec<_> = match who.contains(':') {
            true => {
                all().map(|member| format!("{}:{}", member.group.name, member.process.name.value)).collect()
            }
            false => self.subject.programs().iter().map(|program| program.name.to_owned()).collect(),
        };
        let near = nearest(who, names.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        Err(Missed::new(
            format!("a program or process {who}"),
            format!("there is none of that name{near}"),
            [],
        ))
    }

    /// True for every process of a name. Of several, the first that fails is named.
    fn each(&self, who: &str, holds: impl Fn(Member<'v>) -> Result<(), Missed>) -> Result<(), Missed> {
        let members = self.members(who)?;
        let alone = members.len() == 1;
        for member in members {
            holds(member).map_err(|mut missed| {
                if !alone {
                    missed.found = format!("{} ({})", missed.found, order::name(member));
                }
                missed
            })?;
        }
        Ok(())
    }

    fn exists(&self, program: &str, expected: bool) -> Result<(), Missed> {
        let found = self.subject.programs().iter().find(|known| known.name == program);
        match (found, expected) {
            (None, true) => self.members(program).map(|_| ()),
            (Some(found), false) => Err(Missed::new("no such program", "there is one", [found.header()])),
            _ => Ok(()),
        }
    }

    fn count(&self, program: &str, expected: usize) -> Result<(), Missed> {
        let members = self.members(program)?;
        if members.len() == expected {
            return Ok(());
        }
        let section = self.subject.programs().iter().find(|known| known.name == program);
        let place = section.map(|section| {
            section.option("numprocs").map_or_else(|| section.header(), |given| given.location())
        });
        Err(Missed::new(counted(expected, "process"), counted(members.len(), "process"), place))
    }

    fn before(&self, first: &str, second: &str, order: Order) -> Result<(), Missed> {
        let (firsts, seconds) = (self.members(first)?, self.members(second)?);
        let expected = match order {
            Order::Start => format!("{first} starts before {second}"),
            Order::Stop => format!("{first} stops before {second}"),
        };
        match order::fault(&firsts, &seconds, order) {
            Some((found, places)) => Err(Missed::new(expected, found, places)),
            None => Ok(()),
        }
    }

    fn runs_as(&self, member: Member<'_>, expected: &str) -> Result<(), Missed> {
        let daemon = &self.subject.plan().daemon.user;
        let own = &member.process.user;
        let (user, origin) = match &own.value {
            Some(user) => (Some(user), own.origin),
            None => (daemon.value.as_ref(), daemon.origin),
        };
        match user {
            Some(user) if user.text == expected => Ok(()),
            Some(user) => Err(Missed::new(expected, &user.text, origin.location())),
            None => {
                let found = "whoever starts supervisord: neither the program nor [supervisord] has a user";
                Err(Missed::new(expected, found, member.process.command.origin.location()))
            }
        }
    }

    fn group_has(&self, name: &str, expected: &[String], of: Members) -> Result<(), Missed> {
        let Some(group) = self.subject.plan().group(name) else {
            let names = self.subject.plan().groups.iter().map(|group| group.name.as_str());
            let near =
                nearest(name, names).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(Missed::new(
                format!("a group {name}"),
                format!("there is none of that name{near}"),
                [],
            ));
        };
        let mut found: Vec<&str> = match of {
            Members::Processes => group.processes.iter().map(|process| process.name.value.as_str()).collect(),
            Members::Programs => {
                let programs = self.subject.programs().iter();
                let inside = |member: &Member<'_>| std::ptr::eq(member.group, group);
                let programs = programs.filter(|program| program.processes.iter().any(inside));
                programs.map(|program| program.name).collect()
            }
        };
        let mut wanted: Vec<_> = expected.iter().map(String::as_str).collect();
        found.sort_unstable();
        wanted.sort_unstable();
        if found == wanted {
            return Ok(());
        }
        let listed = |names: &[&str]| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        Err(Missed::new(listed(&wanted), listed(&found), group.location()))
    }

    fn option(&self, option: &str, of: &str, expected: Option<&str>) -> Result<(), Missed> {
        let option = option.to_lowercase();
        let plan = self.subject.plan();
        if let Some(section) = of.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let views = values::section(plan, section);
            if !views.is_empty() {
                return values::option(&views, &option, expected, self.surroundings.secrets);
            }
            // The section of a program stands for its processes.
            let (_, name) = section.split_once(':').unwrap_or(("", section));
            return self.option_of_program(&option, name, expected);
        }
        self.option_of_program(&option, of, expected)
    }

    fn option_of_program(&self, option: &str, who: &str, expected: Option<&str>) -> Result<(), Missed> {
        self.each(who, |member| {
            let views = values::process(member);
            values::option(&views, option, expected, self.surroundings.secrets)
        })
    }

    fn listens(&self, expected: Option<&str>) -> Result<(), Missed> {
        let servers: Vec<_> = self.subject.plan().servers.iter().map(values::address).collect();
        let wanted = expected.map(|address| address.strip_prefix("unix://").unwrap_or(address));
        let holds = match wanted {
            Some(wanted) => servers.iter().any(|(address, _)| address == wanted),
            None => servers.is_empty(),
        };
        if holds {
            return Ok(());
        }
        let found: Vec<_> = servers.iter().map(|(address, _)| address.as_str()).collect();
        let found = if found.is_empty() { "nowhere".to_owned() } else { found.join(", ") };
        Err(Missed::new(expected.unwrap_or("nowhere"), found, servers.iter().filter_map(|(_, place)| *place)))
    }

    fn no_port(&self) -> Result<(), Missed> {
        let servers = self.subject.plan().servers.iter();
        let mut open =
            servers.filter(|server| matches!(server.kind, ServerKind::Inet { .. })).map(values::address);
        match open.next() {
            Some((address, place)) => Err(Missed::new("no port", address, place)),
            None => Ok(()),
        }
    }
}
