//! Warnings about what means something else in the original, on purpose (docs/differences.md).

use super::explain::Words;
use crate::diagnostic::{Code, Diagnostic, Label};
use crate::plan::Group;
use crate::plugins;
use crate::schema::OptionRow;
use crate::sources::Location;

/// `%s`: the original puts the daemon's whole environment there.
pub(super) fn nameless_expansion(option: &str) -> Words {
    Words::new(
        Code::NAMELESS_EXPANSION,
        format!("`{option}` contains an expansion without a name"),
        "stands for `{...}`",
        "write a name, as in `%(program_name)s`, or `%%` for a percent sign; Supervisor 4.3.0 puts its whole environment \
         there, passwords and all",
    )
}

/// A number that does not fit: `kept` is what it counts as.
pub(super) fn number_out_of_range(row: &OptionRow, given: &str, kept: i64) -> Words {
    Words::new(
        Code::NUMBER_OUT_OF_RANGE,
        format!("`{}` does not fit into 64 bits: `{given}`", row.name),
        format!("counts as {kept}"),
        "write a smaller number; Supervisor 4.3.0 has numbers of any size, up to 4300 digits",
    )
}

/// Two groups of one name: only the one made at `kept` is there.
pub(super) fn shared_group_name(left_out: &Group, header: Location, kept: Option<Location>) -> Diagnostic {
    let name = &left_out.name;
    let diagnostic = Diagnostic::warning(
        Code::SHARED_GROUP_NAME,
        format!("another group is called `{name}`, too, and this one is left out"),
        Label::new(header, "never runs"),
        "rename one of the two; Supervisor 4.3.0 leaves it out as well, without a word, and reports the group as changed \
         at every reread",
    );
    match kept {
        Some(kept) => diagnostic.with_related(Label::new(kept, format!("this is the group `{name}`"))),
        None => diagnostic,
    }
}

/// A `[ctlplugin:x]` that is not built in: the original, with the package installed, has more commands.
pub(super) fn foreign_commands(factory: &str, place: Location) -> Diagnostic {
    Diagnostic::warning(
        Code::PYTHON_PLUGIN,
        format!("supervisorctl has no commands of `{factory}`"),
        Label::new(place, "is Python, and not run"),
        plugins::instead(factory),
    )
}
