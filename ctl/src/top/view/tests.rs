use std::time::Duration;

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::{Color, Modifier};

use super::*;
use crate::top::keys::{Key, Keys};
use crate::top::model::{Event, Model};
use crate::top::process::Process;
use crate::top::samples::{farm, process};

const PLAIN: Theme = Theme { colour: false, unicode: true };

fn model(size: (u16, u16), processes: Vec<Process>) -> Model {
    let mut model = Model::new("unix:///run/supervisor.sock".to_owned(), Duration::from_secs(2), size);
    model.update(Event::Tick, Duration::ZERO);
    let reading = Reading { at: Duration::ZERO, identification: "farm".to_owned(), processes };
    model.update(Event::Read(Ok(reading)), Duration::ZERO);
    model
}

fn press(model: &mut Model, keys: &str) {
    for key in Keys::default().feed(keys.as_bytes()) {
        model.update(Event::Key(key), model.now);
    }
}

fn terminal(model: &Model, theme: Theme) -> Terminal<TestBackend> {
    let (width, height) = model.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, model, theme)).unwrap();
    terminal
}

fn screen(model: &Model, theme: Theme) -> String {
    terminal(model, theme).backend().to_string()
}

/// A model with a log.
fn with_log(size: (u16, u16)) -> Model {
    let mut model = model(size, farm());
    press(&mut model, "jjj");
    model.update(Event::Tick, Duration::from_millis(200));
    model.update(
        Event::Output(2, b"GET / 200\nGET /caf\xc3\xa9 404\na \x1b[31mred\x1b[m line\n".to_vec()),
        model.now,
    );
    model
}

#[test]
fn the_usual_size() {
    insta::assert_snapshot!(screen(&with_log((80, 24)), PLAIN));
}

#[test]
fn wide_and_grouped_by_cpu_with_a_large_log() {
    let mut model = with_log((120, 30));
    press(&mut model, "gPl");
    insta::assert_snapshot!(screen(&model, PLAIN));
}

#[test]
fn forty_columns_and_ten_rows() {
    let mut model = with_log((40, 10));
    let list = screen(&model, PLAIN);
    press(&mut model, "X");
    let question = screen(&model, PLAIN);
    press(&mut model, "n?");
    let help = screen(&model, PLAIN);
    press(&mut model, "jjjjjjjjjjjjjjjjj");
    let end = screen(&model, PLAIN);
    insta::assert_snapshot!([list, question, help, end].join("\n"));
}

#[test]
fn a_terminal_that_knows_ascii_only() {
    let mut model = with_log((80, 24));
    press(&mut model, "v");
    let list = screen(&model, Theme { colour: false, unicode: false });
    press(&mut model, "K");
    let signals = screen(&model, Theme { colour: false, unicode: false });
    assert!(list.is_ascii() && signals.is_ascii());
    insta::assert_snapshot!([list, signals].join("\n"));
}

#[test]
fn questions_filters_and_results() {
    let mut model = model((80, 12), farm());
    press(&mut model, "jx");
    let question = screen(&model, PLAIN);
    press(&mut model, "y");
    let under_way = screen(&model, PLAIN);
    let lines = vec!["mail:in: ERROR (not running)".to_owned()];
    model.update(Event::Done(2, lines, true), model.now);
    let result = screen(&model, PLAIN);
    press(&mut model, "/we");
    let filter = screen(&model, PLAIN);
    press(&mut model, "x\r");
    let nothing = screen(&model, PLAIN);
    insta::assert_snapshot!([question, under_way, result, filter, nothing].join("\n"));
}

#[test]
fn servers_that_are_slow_gone_or_empty() {
    let mut waiting = Model::new("http://far.example:9001".to_owned(), Duration::from_secs(2), (80, 8));
    waiting.update(Event::Tick, Duration::ZERO);
    let asking = screen(&waiting, PLAIN);
    waiting.update(Event::Tick, Duration::from_secs(7));
    let slow = screen(&waiting, PLAIN);
    let mut gone = model((80, 8), farm());
    gone.update(Event::Read(Err("connection refused".to_owned())), Duration::from_secs(3));
    gone.update(Event::Tick, Duration::from_secs(15));
    let gone = screen(&gone, PLAIN);
    let empty = screen(&model((80, 8), Vec::new()), PLAIN);
    insta::assert_snapshot!([asking, slow, gone, empty].join("\n"));
}

#[test]
fn the_help() {
    let mut model = model((80, 24), farm());
    press(&mut model, "?");
    insta::assert_snapshot!(screen(&model, PLAIN));
}

#[test]
fn long_and_wide_names_leave_the_columns_where_they_are() {
    let long = process("group", &"very-long-".repeat(10), State::Running, 7);
    let wide = process("日本", "日本語のプロセス名前はここに", State::Fatal, 0);
    let mut odd = process("odd", "a\u{1b}[2Jb", State::Running, 8);
    odd.usage = None;
    odd.cpu = None;
    insta::assert_snapshot!(screen(&model((80, 8), vec![long, wide, odd]), PLAIN));
}

#[test]
fn colours_say_nothing_alone() {
    let model = model((80, 24), farm());
    let colour = terminal(&model, Theme { colour: true, unicode: true });
    let without = terminal(&model, PLAIN);
    assert_eq!(colour.backend().to_string(), without.backend().to_string());
    let colours = |terminal: &Terminal<TestBackend>| {
        terminal.backend().buffer().content.iter().filter(|cell| cell.fg != Color::Reset).count()
    };
    assert!(colours(&colour) > 0);
    assert_eq!(colours(&without), 0);
    // The selected row has a mark, and is reversed.
    let row = without.backend().buffer().content.chunks(80).nth(3).unwrap();
    assert_eq!(row[0].symbol(), ">");
    assert!(row.iter().all(|cell| cell.modifier.contains(Modifier::REVERSED)));
}

#[test]
fn plain_text_for_scripts() {
    let reading = |processes| Reading { at: Duration::ZERO, identification: "farm".to_owned(), processes };
    let empty = plain(&reading(Vec::new()), "http://h");
    insta::assert_snapshot!(format!("{}---\n{empty}", plain(&reading(farm()), "unix:///s")));
}

/// Whatever may happen to a model.
fn events() -> impl Strategy<Value = Event> {
    let key = prop_oneof![
        5 => proptest::char::range(' ', '~').prop_map(Key::Char),
        1 => any::<char>().prop_map(Key::Char),
        3 => proptest::sample::select(vec![
            Key::Up, Key::Down, Key::PageUp, Key::PageDown, Key::Home, Key::End, Key::Enter, Key::Escape,
            Key::Backspace, Key::Tab, Key::Ctrl('l'), Key::Ctrl('c'), Key::Ctrl('z'),
        ]),
    ];
    let number = -2_000_000_000..2_000_000_000i32;
    let one = ("[a-c]{0,3}", ".{0,12}", 0..8usize, number, any::<f64>()).prop_map(
        |(group, name, state, pid, figure)| {
            let mut one = process(&group, &name, State::ALL[state], pid % 1_000_000);
            one.cpu = Some(figure);
            one.uptime = Some(i64::from(pid).saturating_mul(1_000_000_000).saturating_abs());
            one
        },
    );
    let processes = proptest::collection::vec(one, 0..12);
    prop_oneof![
        8 => key.prop_map(Event::Key),
        1 => (0..200u16, 0..60u16).prop_map(|(columns, rows)| Event::Size(columns, rows)),
        2 => processes.prop_map(|processes| {
            Event::Read(Ok(Reading { at: Duration::from_secs(1), identification: "x".to_owned(), processes }))
        }),
        1 => ".{0,20}".prop_map(|reason| Event::Read(Err(reason))),
        1 => (0..9u64, proptest::collection::vec(".{0,20}", 0..4), any::<bool>())
            .prop_map(|(number, lines, failed)| Event::Done(number, lines, failed)),
        1 => (0..9u64, proptest::collection::vec(any::<u8>(), 0..200))
            .prop_map(|(number, bytes)| Event::Output(number, bytes)),
        1 => (0..9u64, proptest::option::of(".{0,20}")).prop_map(|(number, text)| Event::Ended(number, text)),
        1 => Just(Event::Tick),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_that_happens_panics(
        steps in proptest::collection::vec((events(), 0..3000u64), 1..60), unicode in any::<bool>()
    ) {
        let mut model = Model::new("http://h".to_owned(), Duration::from_secs(2), (80, 24));
        let mut now = Duration::ZERO;
        for (event, milliseconds) in steps {
            now += Duration::from_millis(milliseconds);
            model.update(event, now);
            prop_assert!(model.rows.is_empty() || model.place < model.rows.len());
            prop_assert!(model.deadline() >= Duration::ZERO);
            terminal(&model, Theme { colour: true, unicode });
        }
    }
}
