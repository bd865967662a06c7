use std::time::Duration;

use super::*;
use crate::top::keys::Keys;
use crate::top::process::{Reading, State};
use crate::top::samples::{farm, process};

/// A model, its clock, and what it wanted.
struct Play {
    model: Model,
    now: Duration,
}

impl Play {
    fn new() -> Self {
        Self {
            model: Model::new("http://h".to_owned(), Duration::from_secs(2), (80, 24)),
            now: Duration::ZERO,
        }
    }

    /// With the farm on the screen and no log.
    fn farm() -> Self {
        let mut play = Self::new();
        play.model.log.size = LogSize::None;
        play.tell(Event::Tick);
        play.read(farm());
        play
    }

    fn tell(&mut self, event: Event) -> Vec<Effect> {
        self.model.update(event, self.now)
    }

    fn read(&mut self, processes: Vec<Process>) -> Vec<Effect> {
        let reading = Reading { at: self.now, identification: "farm".to_owned(), processes };
        self.tell(Event::Read(Ok(reading)))
    }

    fn keys(&mut self, keys: &str) -> Vec<Effect> {
        Keys::default().feed(keys.as_bytes()).into_iter().flat_map(|key| self.key(key)).collect()
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        self.tell(Event::Key(key))
    }

    fn pass(&mut self, milliseconds: u64) -> Vec<Effect> {
        self.now += Duration::from_millis(milliseconds);
        self.tell(Event::Tick)
    }

    /// The commands that these keys lead to.
    fn acts(&mut self, keys: &str) -> Vec<String> {
        let act = |effect| match effect {
            Effect::Act(_, line) => Some(line),
            _ => None,
        };
        self.keys(keys).into_iter().filter_map(act).collect()
    }

    fn selected(&self) -> String {
        self.model.target().unwrap_or_default()
    }
}

#[test]
fn one_question_at_a_time_and_the_second_one_soon() {
    let mut play = Play::new();
    assert_eq!(play.tell(Event::Tick), [Effect::Read]);
    assert_eq!(play.pass(5000), []);
    assert_eq!(play.model.silence(), Some(Duration::from_secs(5)));
    assert_eq!(play.read(Vec::new()), []);
    assert_eq!(play.model.silence(), None);
    assert_eq!(play.model.deadline(), play.now + SOON);
    assert_eq!(play.pass(500), [Effect::Read]);
    play.read(Vec::new());
    assert_eq!(play.model.deadline(), play.now + Duration::from_secs(2));
    assert_eq!(play.pass(1999), []);
    assert_eq!(play.pass(1), [Effect::Read]);
}

#[test]
fn a_server_that_went_away_is_asked_again_and_what_was_known_stays() {
    let mut play = Play::farm();
    play.tell(Event::Read(Err("connection refused".to_owned())));
    let since = play.now;
    assert_eq!(play.model.link, Link::Down("connection refused".to_owned(), since));
    assert_eq!(play.pass(2000), [Effect::Read]);
    play.tell(Event::Read(Err("no such socket".to_owned())));
    assert_eq!(play.model.link, Link::Down("no such socket".to_owned(), since));
    assert_eq!(play.model.rows.len(), farm().len());
    play.read(farm());
    assert_eq!(play.model.link, Link::Up);
}

#[test]
fn what_does_harm_is_asked_first() {
    let mut play = Play::farm();
    assert_eq!(play.selected(), "cron:cron");
    assert_eq!(play.keys("x"), []);
    assert_eq!(play.model.mode, Mode::Confirm("stop cron:cron".to_owned()));
    assert_eq!(play.acts("n"), [""; 0]);
    assert_eq!(play.acts("xx"), [""; 0], "the second key is a no");
    let harm = ["xy", "s", "ry", "cy", "Sy", "Xy", "Ry", "Cy"].map(|keys| play.acts(keys).concat());
    insta::assert_snapshot!(harm.join("\n"));
}

#[test]
fn groups_are_acted_on_as_a_whole() {
    let mut play = Play::farm();
    play.keys("g/web");
    play.key(Key::Enter);
    play.key(Key::Home);
    assert_eq!(play.selected(), "web:*");
    assert_eq!(play.acts("s"), ["start web:*"]);
    play.keys("c");
    assert_eq!(play.model.mode, Mode::List, "there is no clearing by group");
    play.key(Key::Down);
    assert_eq!(play.selected(), "web:web_1");
}

#[test]
fn signals_are_chosen() {
    let mut play = Play::farm();
    play.keys("Kjj");
    assert_eq!(play.acts("\r"), ["signal INT cron:cron"]);
    play.keys("K");
    assert_eq!(play.key(Key::Escape), []);
    assert_eq!(play.model.mode, Mode::List);
}

#[test]
fn results_are_said_in_a_line() {
    let mut play = Play::farm();
    let mut result = |lines: &[&str], failed| {
        let effects = play.keys("s");
        let Some(Effect::Act(number, _)) = effects.first() else { panic!("{effects:?}") };
        play.tell(Event::Done(*number, lines.iter().map(|line| (*line).to_owned()).collect(), failed));
        let message = play.model.message.clone().unwrap();
        assert_eq!(message.bad, failed);
        message.text
    };
    insta::assert_snapshot!(
        [
            result(&[], false),
            result(&["web: started", ""], false),
            result(&["web: stopped", "web: started"], false),
            result(&["web: stopped", "web: ERROR (spawn error)"], true),
            result(&["a: started", "b: started", "c: started"], false),
            result(&["a: started", "b: ERROR (spawn error)", "error: <class 'x'>"], true),
        ]
        .join("\n")
    );
    play.pass(14_999);
    assert!(play.model.message.is_some());
    play.pass(1);
    assert_eq!(play.model.message, None);
}

#[test]
fn an_action_is_followed_by_a_reading() {
    let mut play = Play::farm();
    play.pass(500);
    assert_eq!(play.keys("s"), [Effect::Act(2, "start cron:cron".to_owned())], "one reading is under way");
    assert_eq!(play.read(farm()), [Effect::Read], "that one may be from before");
    assert_eq!(play.read(farm()), []);
    assert_eq!(play.pass(500), [Effect::Read], "often while something is under way");
    play.read(farm());
    assert_eq!(play.tell(Event::Done(2, Vec::new(), false)), [Effect::Read]);
    play.read(farm());
    assert_eq!(play.pass(1999), []);
    assert_eq!(play.pass(1), [Effect::Read]);
}

#[test]
fn actions_have_a_bound() {
    let mut play = Play::farm();
    let acts = play.keys(&"s".repeat(AT_ONCE + 5));
    assert_eq!(acts.iter().filter(|effect| matches!(effect, Effect::Act(..))).count(), AT_ONCE);
    assert!(play.model.message.as_ref().unwrap().bad);
}

#[test]
fn the_selection_stays_with_its_process() {
    let mut play = Play::farm();
    play.key(Key::End);
    assert_eq!(play.selected(), "zombie:zombie");
    play.keys("P");
    assert_eq!(play.selected(), "zombie:zombie");
    play.read(farm().into_iter().filter(|process| process.name != "zombie").collect());
    assert_ne!(play.selected(), "", "what stands in its place");
    play.keys("/no such thing");
    assert_eq!(play.keys("s"), [], "typed into the filter");
    play.key(Key::Enter);
    assert_eq!((play.selected(), play.keys("xsK")), (String::new(), Vec::new()));
    play.key(Key::Escape);
    assert_ne!(play.selected(), "");
}

#[test]
fn the_selected_row_is_on_the_screen() {
    let mut play = Play::farm();
    play.read(
        (0..100).map(|number| process("p", &format!("p{number}"), State::Running, 1 + number)).collect(),
    );
    let height = usize::from(play.model.areas().list.height);
    for key in [Key::End, Key::PageUp, Key::PageUp, Key::Up, Key::PageDown, Key::Down, Key::Home] {
        play.key(key);
        let Model { first, place, .. } = play.model;
        assert!(
            first <= place && place < first + height && first + height <= 100,
            "{key:?}: {first} {place}"
        );
    }
    play.key(Key::End);
    play.tell(Event::Size(40, 10));
    let height = usize::from(play.model.areas().list.height);
    assert_eq!((play.model.place, play.model.first), (99, 100 - height));
}

#[test]
fn the_log_of_the_selected_process_is_followed() {
    let mut play = Play::new();
    play.tell(Event::Tick);
    assert_eq!(
        play.read(vec![process("g", "a", State::Running, 1), process("g", "b", State::Running, 2)]),
        []
    );
    assert_eq!(play.pass(150), [Effect::Follow(2, "/logtail/g:a/stdout".to_owned())]);
    play.tell(Event::Output(2, b"one\n".to_vec()));
    play.tell(Event::Output(1, b"of another time\n".to_vec()));
    assert_eq!(play.model.log.lines.window(9, 0), ["one"]);
    assert_eq!(play.key(Key::Tab), [Effect::Unfollow]);
    assert_eq!(play.pass(150), [Effect::Follow(3, "/logtail/g:a/stderr".to_owned())]);
    assert_eq!(play.key(Key::Down), [Effect::Unfollow]);
    assert_eq!(play.key(Key::Up), [], "whoever passes over rows makes no connections");
    assert_eq!(play.pass(150), [Effect::Follow(4, "/logtail/g:a/stderr".to_owned())]);
    assert_eq!(play.keys("ll"), [Effect::Unfollow]);
    assert_eq!(play.keys("g"), []);
}

#[test]
fn a_log_that_ends_is_tried_again() {
    let mut play = Play::new();
    play.tell(Event::Tick);
    play.read(vec![process("g", "a", State::Running, 1)]);
    play.pass(150);
    play.tell(Event::Output(2, b"old\n".to_vec()));
    play.tell(Event::Ended(2, None));
    assert_eq!(play.model.log.complaint.as_deref(), Some("the log has ended"));
    let effects = play.pass(3000);
    assert!(effects.contains(&Effect::Follow(3, "/logtail/g:a/stdout".to_owned())), "{effects:?}");
    assert_eq!(play.model.log.lines.window(9, 0), ["old"], "until there is something new");
    play.tell(Event::Output(3, b"new\n".to_vec()));
    assert_eq!(
        (play.model.log.lines.window(9, 0), &play.model.log.complaint),
        (vec!["new".to_owned()], &None)
    );
}

#[test]
fn the_log_is_scrolled_and_stays_where_it_is() {
    let mut play = Play::new();
    play.tell(Event::Tick);
    play.read(vec![process("g", "a", State::Running, 1)]);
    play.pass(150);
    let text: String = (0..50).map(|number| format!("{number}\n")).collect();
    play.tell(Event::Output(2, text.into_bytes()));
    play.keys("[[");
    let before = play.model.log.lines.window(3, play.model.log.back);
    play.tell(Event::Output(2, b"more\nand more\n".to_vec()));
    assert_eq!(play.model.log.lines.window(3, play.model.log.back), before);
    play.keys("]]]]]]]");
    assert_eq!(play.model.log.back, 0);
}

#[test]
fn leaving() {
    let mut play = Play::farm();
    assert_eq!(play.keys("q"), [Effect::Leave]);
    assert_eq!(play.key(Key::Ctrl('c')), [Effect::Leave]);
    play.keys("/");
    assert_eq!(play.keys("q"), [], "a letter of the filter");
    assert_eq!(play.key(Key::Ctrl('c')), [Effect::Leave]);
    play.key(Key::Escape);
    assert_eq!(play.keys("?q"), [], "leaves the help");
    assert_eq!(play.key(Key::Ctrl('z')), [Effect::Suspend]);
    assert!(play.key(Key::Ctrl('l')).contains(&Effect::Repaint));
}
