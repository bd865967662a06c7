//! The merged configuration for programs. The shape is versioned: fields are added within a version, never changed or
//! removed.

use serde::Serialize;

use super::json::Area;
use super::{Place, Secrets, Texts, relative};
use crate::compile::merged::{Merged, MergedOption, MergedSection};
use crate::sources::Location;

/// The version of the shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    files: Vec<String>,
    sections: Vec<Section<'a>>,
}

#[derive(Serialize)]
struct Section<'a> {
    name: &'a str,
    location: Area,
    options: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    /// Before expansion.
    value: String,
    location: Area,
    /// The definition before it, which does not count.
    overrides: Option<Area>,
    /// It stands in `[DEFAULT]`.
    inherited: bool,
    /// `%(here)s` has been replaced in it.
    here_replaced: bool,
}

/// One JSON document, ending with a line end.
///
/// # Errors
/// None in practice: every part is text or a number.
pub fn render(merged: &Merged, texts: Texts<'_>, secrets: Secrets) -> serde_json::Result<String> {
    let path = |path: &std::path::Path| relative(path, texts.base).to_string_lossy().into_owned();
    let document = Document {
        version: VERSION,
        files: texts.sources.iter().map(|(_, source)| path(&source.path)).collect(),
        sections: merged.sections.iter().map(|section| entry(section, texts, secrets)).collect(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

fn entry<'a>(section: &'a MergedSection, texts: Texts<'_>, secrets: Secrets) -> Section<'a> {
    let area = |location: Location| Area::from(Place::new(texts.sources, location, texts.base));
    let option = |option: &'a MergedOption| Entry {
        name: &option.name,
        value: secrets.of_list(&option.name, &option.value).into_owned(),
        location: area(option.location),
        overrides: option.overrides.map(area),
        inherited: option.inherited,
        here_replaced: option.here_replaced,
    };
    Section {
        name: &section.name,
        location: area(section.header),
        options: section.options.iter().map(option).collect(),
    }
}
