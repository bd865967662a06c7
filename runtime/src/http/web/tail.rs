//! The last bytes of a log on a page (spec-runtime §9.3).

use supervisor_wire::{FaultCode, Value};

use super::actions::PROCESS;
use super::assets::LOG_TEMPLATE;
use super::calls::{Calls, Gone};
use super::form::Form;
use super::html::{document, escaped};
use super::percent;

/// Fewest bytes that are shown.
const FEWEST: i32 = 1024;

/// Most bytes that are shown. Who wants more follows the log, or reads the file.
const MOST: i32 = 1024 * 1024;

/// One of a process's logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Channel {
    Stdout,
    Stderr,
}

impl Channel {
    /// Whatever is not the one is the other, as in the original, which has only that one here.
    fn asked_for(name: Option<&str>) -> Self {
        if name == Some("stderr") { Channel::Stderr } else { Channel::Stdout }
    }

    fn name(self) -> &'static str {
        match self {
            Channel::Stdout => "stdout",
            Channel::Stderr => "stderr",
        }
    }

    fn method(self) -> &'static str {
        match self {
            Channel::Stdout => "readProcessStdoutLog",
            Channel::Stderr => "readProcessStderrLog",
        }
    }
}

/// The page that the form asks for.
pub(super) async fn page(form: &Form, calls: &Calls) -> Result<String, Gone> {
    let (limit, channel) = (limit(form.get("limit")), Channel::asked_for(form.get("channel")));
    let Some(process) = form.get(PROCESS) else {
        return Ok(html(None, channel, limit, "No process name found"));
    };
    let params = vec![process.into(), (-limit).into(), 0.into()];
    let text = match calls.call(channel.method(), params).await? {
        Ok(Value::String(text)) => text,
        Ok(_) => String::new(),
        Err(fault) if fault.is(FaultCode::NoFile) => format!("No file for {process}"),
        Err(fault) => format!("ERROR: unexpected rpc fault [{}] {}", fault.code, fault.text),
    };
    Ok(html(Some(process), channel, limit, &text))
}

/// How many bytes; what is no number means the fewest.
fn limit(asked: Option<&str>) -> i32 {
    let digits = asked.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    // A number without measure means the most.
    digits.map_or(FEWEST, |text| text.parse().unwrap_or(MOST)).clamp(FEWEST, MOST)
}

fn html(process: Option<&str>, channel: Channel, limit: i32, text: &str) -> String {
    let title = format!("Supervisor tail of process {}", process.unwrap_or("None"));
    let links = process.map_or_else(String::new, |process| links(process, channel, limit));
    let data = process.map_or_else(String::new, |process| {
        format!(" data-process=\"{}\" data-channel=\"{}\"", escaped(process), channel.name())
    });
    // The parser swallows one newline after the tag.
    let main = format!(
        "<header id=\"top\"><h1>{}</h1></header>\n\
         <main id=\"main\" data-page=\"tail\"{data}>\n<pre id=\"tail\" tabindex=\"0\" aria-label=\"Log\">\n{}</pre>\n\
         <p class=\"buttons\">{links}<a class=\"button\" href=\"./\">All programs</a></p>\n</main>\n{LOG_TEMPLATE}",
        escaped(&title),
        escaped(text),
    );
    document(&title, &main)
}

/// The same again, more of it, the other log, the whole file.
fn links(process: &str, channel: Channel, limit: i32) -> String {
    let name = percent::encoded(process);
    let link = |label: &str, channel: Channel, limit: i32| {
        let to = match channel {
            Channel::Stdout => "",
            Channel::Stderr => "&amp;channel=stderr",
        };
        format!(
            "<a class=\"button\" href=\"tail.html?processname={name}&amp;limit={limit}{to}\">{label}</a> "
        )
    };
    let more = limit.saturating_mul(16).min(MOST);
    let (other, label) = match channel {
        Channel::Stdout => (Channel::Stderr, "Stderr"),
        Channel::Stderr => (Channel::Stdout, "Stdout"),
    };
    format!(
        "{}{}{}<a class=\"button\" href=\"logtail/{name}/{}?download\">Download</a> ",
        link("Refresh", channel, limit),
        if more > limit { link("More", channel, more) } else { String::new() },
        link(label, other, limit),
        channel.name(),
    )
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
        let page = html(Some("pair:one"), Channel::Stderr, 2048, "\n<b>one</b>\ntwo\n");
        let (visible, _) = page.split_once("<template").unwrap();
        insta::assert_snapshot!(visible);
    }
}
