//! The last bytes of a log on a page (spec-runtime §9.3).

use supervisor_wire::{FaultCode, Value};

use super::calls::{Calls, Gone};
use super::form::Form;
use super::html::{document, escaped};
use super::percent;

/// Fewest bytes that are shown.
const FEWEST: i32 = 1024;

/// Most bytes that are shown. Who wants more follows the log, or reads the file.
const MOST: i32 = 1024 * 1024;

/// The page that the form asks for.
pub(super) async fn page(form: &Form, calls: &Calls) -> Result<String, Gone> {
    let limit = limit(form.get("limit"));
    let Some(process) = form.get("processname") else {
        return Ok(html(None, limit, "No process name found"));
    };
    let params = vec![process.into(), (-limit).into(), 0.into()];
    let text = match calls.call("readProcessStdoutLog", params).await? {
        Ok(Value::String(text)) => text,
        Ok(_) => String::new(),
        Err(fault) if fault.is(FaultCode::NoFile) => format!("No file for {process}"),
        Err(fault) => format!("ERROR: unexpected rpc fault [{}] {}", fault.code, fault.text),
    };
    Ok(html(Some(process), limit, &text))
}

/// How many bytes; what is no number means the fewest.
fn limit(asked: Option<&str>) -> i32 {
    let digits = asked.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    // A number without measure means the most.
    digits.map_or(FEWEST, |text| text.parse().unwrap_or(MOST)).clamp(FEWEST, MOST)
}

fn html(process: Option<&str>, limit: i32, text: &str) -> String {
    let title = format!("Supervisor tail of process {}", process.unwrap_or("None"));
    let refresh = process.map_or_else(String::new, |process| {
        let name = percent::encoded(process);
        format!("<a class=\"button\" href=\"tail.html?processname={name}&amp;limit={limit}\">Refresh</a> ")
    });
    // The parser swallows one newline after the tag.
    let main = format!(
        "<header><h1>{}</h1></header>\n\
         <main>\n<pre tabindex=\"0\" aria-label=\"Log\">\n{}</pre>\n\
         <p class=\"buttons\">{refresh}<a class=\"button\" href=\"./\">All programs</a></p>\n</main>\n",
        escaped(&title),
        escaped(text),
    );
    document(&title, &main)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        for (asked, bytes) in [
            (None, 1024),
            (Some("5000"), 5000),
            (Some("10"), 1024),
            (Some("-5000"), 1024),
            (Some("x"), 1024),
            (Some("99999999999999999999"), MOST),
        ] {
            assert_eq!(limit(asked), bytes, "{asked:?}");
        }
    }

    #[test]
    fn the_page() {
        insta::assert_snapshot!(html(Some("pair:one"), 2048, "\n<b>one</b>\ntwo\n"));
    }
}
