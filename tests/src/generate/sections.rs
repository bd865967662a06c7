//! Sections out of options: names that meet, groups that name programs, defaults that reach everywhere.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;
use supervisor_compiler::schema::{DefaultValue, OptionRow, SectionKind};

use super::{Care, lines, values};

/// An `[include]` section and where among the others it stands: in 256ths.
#[derive(Debug, Clone)]
pub struct Include {
    /// The section.
    pub text: String,
    /// 0: before all others.
    pub first: u8,
}

/// The sections of a main file.
pub fn main(care: Care) -> impl Strategy<Value = Vec<String>> {
    let supervisord = prop::option::weighted(
        0.97,
        section(SectionKind::Supervisord, SectionKind::Supervisord.prefix().to_owned(), care),
    );
    (supervisord, some(care), any::<bool>()).prop_map(|(supervisord, mut others, last)| {
        let place = if last { others.len() } else { 0 };
        if let Some(supervisord) = supervisord {
            others.insert(place, supervisord);
        }
        others
    })
}

/// A few sections of any kind.
pub fn some(care: Care) -> impl Strategy<Value = Vec<String>> {
    let one = Union::new_weighted(vec![(40, known(care)), (2, defaults(care)), (1, unknown(care))]);
    prop::collection::vec(one, 0..6)
}

/// An `[include]` section.
pub fn include(care: Care) -> impl Strategy<Value = Include> {
    let pattern = select(
        &[
            "sub/*.conf",
            "sub/a.conf",
            "sub/a.conf sub/b.conf",
            "%(here)s/sub/*.conf",
            "./sub/[ab].conf",
            "sub/../sub/a.conf",
            "nope.conf sub/*.conf",
            "sub/*.conf\n  other/*",
            "**/*.conf",
            "sub/a.conf sub/a.conf",
            "*/?.conf",
            "sub/[!a].conf",
            "sub/.h*",
            "sub/{a,b}.conf",
            "",
            "%(ENV_NOPE)s",
            "~/x.conf",
            "%(host_node_name)s",
            "sub/[^a].conf",
            "s.conf",
            "sub\u{a0}*.conf",
            "sub/dir.conf",
            "sub//a.conf",
            "\"sub/a.conf\"",
            "*.conf",
            "sub/[B-b].conf",
            "sub/[a",
            "/nope/*",
            "%(here)s/../*/sub/a.conf",
            "sub/%%.conf",
            "sub/*.conf ;c",
            "sub",
        ][..],
    );
    let key = Union::new_weighted(vec![
        (40, Just("files").boxed()),
        (1, Just("file").boxed()),
        (1, Just("Files").boxed()),
    ]);
    (key, pattern, lines::option(care), any::<u8>()).prop_map(|(key, pattern, style, first)| Include {
        text: format!("[include]\n{}", style.write(key, pattern)),
        first,
    })
}

/// A section that Supervisor knows.
fn known(care: Care) -> BoxedStrategy<String> {
    let names = |names: &'static [&'static str]| select(names).prop_map(str::to_owned).boxed();
    let kind = |weight: u32, kind: SectionKind, label: &'static [&'static str]| {
        let prefix = kind.prefix();
        (
            weight,
            names(label).prop_flat_map(move |label| section(kind, format!("{prefix}{label}"), care)).boxed(),
        )
    };
    Union::new_weighted(vec![
        kind(
            12,
            SectionKind::Program,
            &["a", "a", "a", "b", "b", "c", "d", " e", "c d", "", "x:y", "é", "%(here)s", "p/q", "[x]"],
        ),
        kind(3, SectionKind::FcgiProgram, &["f", "f", "f", "a", "h", " k"]),
        kind(3, SectionKind::EventListener, &["l", "l", "m", " n", "a", "o p"]),
        kind(4, SectionKind::Group, &["g", "g", "g", "h", "a", " i", "x y", "l"]),
        kind(2, SectionKind::InetHttpServer, &["", "", ":two", "_disabled"]),
        kind(2, SectionKind::UnixHttpServer, &["", "", ":two", "X"]),
        kind(3, SectionKind::RpcInterface, &["supervisor", "r", "", "a b"]),
        kind(1, SectionKind::Supervisord, &[""]),
        kind(1, SectionKind::Supervisorctl, &[""]),
        kind(1, SectionKind::CtlPlugin, &["x"]),
    ])
    .boxed()
}

/// `[DEFAULT]`, whose options are everybody's.
fn defaults(care: Care) -> BoxedStrategy<String> {
    section(SectionKind::Program, "DEFAULT".to_owned(), care)
}

/// A section that nobody reads, with options of one that is read.
fn unknown(care: Care) -> BoxedStrategy<String> {
    select(
        &[
            "program",
            "Program:x",
            "supervisord:x",
            " supervisord ",
            "default",
            "s",
            "GROUP:g",
            "include:x",
            "Include",
        ][..],
    )
    .prop_flat_map(move |name| section(SectionKind::Program, name.to_owned(), care))
    .boxed()
}

/// A section of a kind: what it must have, nearly always, and some of what it may have.
fn section(kind: SectionKind, name: String, care: Care) -> BoxedStrategy<String> {
    let required: Vec<_> = kind
        .options()
        .iter()
        .copied()
        .filter(|row| row.default == DefaultValue::Required)
        .map(|row| prop::option::weighted(1.0 - 0.3 / f64::from(care.values.max(1)), option(Some(row), care)))
        .collect();
    let optional = select(kind.options()).prop_flat_map(move |row| option(Some(row), care));
    let own = Union::new_weighted(vec![(30, optional.boxed()), (1, foreign(care))]);
    let options = prop::collection::vec(own, 0..5);
    (lines::header(name, care), required, options, any::<bool>())
        .prop_map(|(header, required, options, last)| {
            let required: String = required.into_iter().flatten().collect();
            let options = options.concat();
            if last { format!("{header}{options}{required}") } else { format!("{header}{required}{options}") }
        })
        .boxed()
}

/// An option with a value, as lines.
fn option(row: Option<&'static OptionRow>, care: Care) -> BoxedStrategy<String> {
    let name = row.map_or("unknown", |row| row.name);
    (values::value(row, care), lines::option(care))
        .prop_map(move |(value, style)| style.write(name, &value))
        .boxed()
}

/// An option of no section, or of another.
fn foreign(care: Care) -> BoxedStrategy<String> {
    Union::new(vec![
        option(None, care),
        select(SectionKind::Program.options()).prop_flat_map(move |row| option(Some(row), care)).boxed(),
    ])
    .boxed()
}
