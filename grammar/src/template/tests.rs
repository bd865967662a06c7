//! Templates against CPython 3.11's `%` operator with a mapping.

use proptest::prelude::*;

use super::{Directive, Flags, Part, parse};

/// Parts and fault in one line: `'text'`, `%%`, `<name|spec>`, then `!fault` with the name that is looked up first.
fn sketch(text: &str) -> String {
    let template = parse(text);
    let mut out: Vec<String> = template
        .parts
        .iter()
        .map(|part| match part {
            Part::Literal(range) => format!("'{}'", &text[range.clone()]),
            Part::Percent(range) => text[range.clone()].to_owned(),
            Part::Directive(directive) => sketch_directive(text, directive),
        })
        .collect();
    out.extend(template.error.map(|error| {
        let name = error.name.clone().map(|name| format!("{}: ", &text[name])).unwrap_or_default();
        let star = if error.star { "integer? " } else { "" };
        format!("!{name}{star}{error}")
    }));
    out.join(" ")
}

fn sketch_directive(text: &str, directive: &Directive) -> String {
    let name = directive.name.clone().map_or("-", |name| &text[name]);
    let Flags { alternate, zero, left, blank, plus } = directive.flags;
    let signs = [(alternate, '#'), (zero, '0'), (left, '-'), (blank, '_'), (plus, '+')];
    let flags: String = signs.into_iter().filter(|(set, _)| *set).map(|(_, sign)| sign).collect();
    let width = directive.width.map(|width| width.to_string()).unwrap_or_default();
    let precision = directive.precision.map(|precision| format!(".{precision}")).unwrap_or_default();
    format!("<{name}|{flags}{width}{precision}{}>", directive.conversion)
}

#[test]
fn directives() {
    let table = [
        ("", ""),
        ("plain", "'plain'"),
        ("%(process_num)02d", "<process_num|02d>"),
        ("x-%(n)s.log", "'x-' <n|s> '.log'"),
        ("%(n)-5d%(n)#o%(n)+d% d", "<n|-5d> <n|#o> <n|+d> !not enough arguments for format string"),
        ("%(n)#0- +#9.3f", "<n|#0-_+9.3f>"),
        ("%(n).d%(n).0d", "<n|.0d> <n|.0d>"),
        ("%(n)ld%(n)hs%(n)Lr", "<n|d> <n|s> <n|r>"),
        ("%(a(b)c)s%()s%((()))s", "<a(b)c|s> <|s> <(())|s>"),
        ("%(a%b)s", "<a%b|s>"),
        ("%(ä ö\n)a", "<ä ö\n|a>"),
        ("a%%b%%%%c", "'a' %% 'b' %% %% 'c'"),
        ("c %%(n)02d", "'c ' %% '(n)02d'"),
        ("echo %s", "'echo ' <-|s>"),
        ("%s%(n)s", "<-|s> <n|s>"),
        ("%(n)9223372036854775807s", "<n|9223372036854775807s>"),
        ("%(n).2147483647s", "<n|.2147483647s>"),
    ];
    for (text, expected) in table {
        assert_eq!(sketch(text), expected, "{text:?}");
    }
}

#[test]
fn faults() {
    let spent = "not enough arguments for format string";
    let table = [
        ("100%", "'100' !incomplete format".to_owned()),
        ("%", "!incomplete format".to_owned()),
        // The differential run against CPython found this one to be taken for an unclosed name.
        ("%(x)", "!x: incomplete format".to_owned()),
        ("%(x)5", "!x: incomplete format".to_owned()),
        ("%(x).", "!x: incomplete format".to_owned()),
        ("%(x)l", "!x: incomplete format".to_owned()),
        ("%(x", "!incomplete format key".to_owned()),
        ("%(a(b)", "!incomplete format key".to_owned()),
        ("%(x)Y", "!x: unsupported format character 'Y' (0x59) at index 4".to_owned()),
        ("%(x)%", "!x: unsupported format character '%' (0x25) at index 4".to_owned()),
        ("%(x)5(", "!x: unsupported format character '(' (0x28) at index 5".to_owned()),
        ("%(x)hh", "!x: unsupported format character 'h' (0x68) at index 5".to_owned()),
        ("%5%", "!unsupported format character '%' (0x25) at index 2".to_owned()),
        ("% (x)d", "!unsupported format character '(' (0x28) at index 2".to_owned()),
        ("%1$s", "!unsupported format character '$' (0x24) at index 2".to_owned()),
        ("%b", "!unsupported format character 'b' (0x62) at index 1".to_owned()),
        ("é%(x)é", "'é' !x: unsupported format character '?' (0xe9) at index 5".to_owned()),
        ("%(x)\x7f", "!x: unsupported format character '?' (0x7f) at index 4".to_owned()),
        ("%(x)\x1e", "!x: unsupported format character '?' (0x1e) at index 4".to_owned()),
        ("%(x)\x1f", "!x: unsupported format character '\x1f' (0x1f) at index 4".to_owned()),
        ("%(n)s %s", format!("<n|s> ' ' !{spent}")),
        ("%s %s", format!("<-|s> ' ' !{spent}")),
        ("%s %5%", format!("<-|s> ' ' !{spent}")),
        ("%s%(n)s%s", format!("<-|s> <n|s> !{spent}")),
        ("%(n)*d", format!("!n: integer? {spent}")),
        ("%(n).*d", format!("!n: integer? {spent}")),
        ("%(n)*.*d", format!("!n: integer? {spent}")),
        ("%(n)*Y", format!("!n: integer? {spent}")),
        ("%(n)*", "!n: integer? incomplete format".to_owned()),
        ("%(n)*.9999999999d", "!n: integer? precision too big".to_owned()),
        ("%*d", "!* wants int".to_owned()),
        ("%s%*d", format!("<-|s> !{spent}")),
        ("%(n)9223372036854775808d", "!n: width too big".to_owned()),
        ("%(n)99999999999999999999.*d", "!n: width too big".to_owned()),
        ("%(n).2147483648d", "!n: precision too big".to_owned()),
    ];
    for (text, expected) in table {
        assert_eq!(sketch(text), expected, "{text:?}");
    }
}

#[test]
fn a_fault_covers_its_directive() {
    let fault = |text: &'static str| parse(text).error.map(|error| &text[error.range]);
    assert_eq!(fault("a %(x)Y b %"), Some("%(x)Y"));
    assert_eq!(fault("a %(x b"), Some("%(x b"));
    assert_eq!(fault("a 50%"), Some("%"));
    assert_eq!(fault("%s %5d!"), Some("%5d"));
}

/// However deep parentheses nest, they cost no stack.
#[test]
fn a_hundred_thousand_parentheses() {
    let deep = |open: usize, close: usize| format!("%({}{})s", "(".repeat(open), ")".repeat(close));
    assert_eq!(parse(&deep(100_000, 100_000)).error, None);
    let reason = parse(&deep(100_000, 99_999)).error.map(|error| error.reason);
    assert_eq!(reason.as_deref(), Some("incomplete format key"));
}

proptest! {
    /// The short way is right wherever it is taken.
    #[test]
    fn the_short_way_agrees_with_the_grammar(text in r"(%\([a-z(é ]{0,3}\)0?[0-9]{0,2}[sdxh%]|%%|%|\(|[a-z)é]{1,3}){0,8}") {
        if let Some(template) = super::plain::parse(&text) {
            prop_assert_eq!(template, super::parsed(&text));
        }
    }

    #[test]
    fn what_is_plain_goes_the_short_way(text in r"(%\([a-z_]{1,3}\)(s|0?[1-9]?d)|%%|[a-z()é]{1,3}){0,8}") {
        prop_assert!(super::plain::parse(&text).is_some());
    }

    #[test]
    fn parts_and_fault_cover_the_text(text in r"([%()#0\-+ *.59hlsdxn]|%\(n\)|%%|\PC|é){0,24}") {
        let template = parse(&text);
        let mut end = 0;
        for part in &template.parts {
            let (Part::Literal(range) | Part::Percent(range) | Part::Directive(Directive { range, .. })) = part;
            prop_assert_eq!(range.start, end);
            prop_assert!(range.start < range.end && text.get(range.clone()).is_some());
            if let Part::Directive(Directive { name: Some(name), .. }) = part {
                prop_assert!(range.start < name.start && name.end < range.end && text.get(name.clone()).is_some());
            }
            end = range.end;
        }
        match template.error {
            None => prop_assert_eq!(end, text.len()),
            Some(error) => {
                prop_assert_eq!(error.range.start, end);
                prop_assert!(text[error.range].starts_with('%'));
            }
        }
    }

    #[test]
    fn doubling_every_percent_makes_text_literal(text: String) {
        let template = parse(&text.replace('%', "%%"));
        prop_assert_eq!(template.error, None);
        prop_assert!(template.parts.iter().all(|part| !matches!(part, Part::Directive(_))));
    }
}
