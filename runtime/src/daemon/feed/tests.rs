use supervisor_compiler::plan::EventType;

use super::*;

fn at(seconds: u64) -> Now {
    Now { monotonic: Duration::from_secs(seconds), wall: 1000, wall_nanos: 7000 }
}

fn feed() -> (Feed, mpsc::UnboundedReceiver<Event>) {
    let (leave, left) = mpsc::unbounded_channel();
    (Feed::new(at(0), leave), left)
}

fn all() -> Subscription {
    Subscription::to(&[EventType::Event])
}

fn group(name: &str) -> CoreEvent {
    CoreEvent::GroupAdded(name.into())
}

fn said(length: usize) -> CoreEvent {
    CoreEvent::RemoteCommunication { kind: String::new(), data: "x".repeat(length) }
}

/// The numbers of what waits; what was missed in brackets.
fn told(watcher: &mut Watcher) -> String {
    let all = std::iter::from_fn(|| watcher.try_next());
    let shown = all.map(|told| match told {
        Told::Notification(notification) => notification.number.to_string(),
        Told::Missed(Missed { count: Some(count), last }) => format!("({count} to {last})"),
        Told::Missed(Missed { count: None, last }) => format!("(? to {last})"),
    });
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn watchers_are_told_what_they_want() {
    let (mut feed, _left) = feed();
    feed.publish(group("a"), None, at(0));
    let mut groups = feed.add(Subscription::to(&[EventType::ProcessGroup]), None);
    let mut everything = feed.add(all(), None);
    feed.publish(group("b"), None, at(0));
    feed.publish(said(1), Some(40), at(0));
    assert_eq!(told(&mut groups), "2");
    assert_eq!(told(&mut everything), "2 3");
    assert!(feed.wanted().contains(EventType::Tick5));
}

#[test]
fn who_does_not_read_loses_the_oldest_and_is_told_how_many() {
    let (mut feed, _left) = feed();
    let mut watcher = feed.add(all(), None);
    for _ in 0..MOST + 3 {
        feed.publish(group("a"), None, at(0));
    }
    let told = told(&mut watcher);
    assert!(told.starts_with("(3 to 3) 4 5 ") && told.ends_with(&format!(" {}", MOST + 3)), "{told}");
}

#[test]
fn bytes_are_bounded_too() {
    let (mut feed, _left) = feed();
    let mut watcher = feed.add(all(), None);
    feed.publish(said(MOST_BYTES + 1), None, at(0));
    assert_eq!(told(&mut watcher), "1", "a large one may wait alone");
    for _ in 0..3 {
        feed.publish(said(MOST_BYTES / 2), None, at(0));
    }
    assert_eq!(told(&mut watcher), "(1 to 2) 3 4");
    assert!(feed.recent.bytes <= MOST_BYTES);
}

#[test]
fn who_comes_back_is_told_what_happened_meanwhile() {
    let (mut feed, _left) = feed();
    let watcher = feed.add(all(), None);
    feed.publish(group("a"), None, at(0));
    let place = Position { life: feed.life, number: 1 };
    feed.remove(watcher.id, at(10));
    feed.publish(group("b"), None, at(20));
    feed.publish(said(1), None, at(70));
    let mut again = feed.add(Subscription::to(&[EventType::ProcessGroup]), Some(place));
    assert_eq!(told(&mut again), "2");
    feed.remove(again.id, at(70));
    feed.publish(group("c"), None, at(131));
    assert!(feed.recent.notifications.is_empty(), "nobody came for a minute");
    assert_eq!(told(&mut feed.add(all(), Some(place))), "(3 to 4)");
    assert_eq!(
        told(&mut feed.add(all(), Some(Position { number: 4, ..place }))),
        "",
        "it was told of the loss"
    );
    assert_eq!(told(&mut feed.add(all(), Some(Position { life: 1, number: 1 }))), "(? to 4)", "another life");
    let ahead = Position { number: 99, ..place };
    assert_eq!(told(&mut feed.add(all(), Some(ahead))), "(? to 4)");
}

#[test]
fn with_no_watcher_nothing_is_kept() {
    let (mut feed, _left) = feed();
    feed.publish(group("a"), None, at(0));
    assert!(feed.recent.notifications.is_empty() && feed.recent.notifications.capacity() == 0);
    assert_eq!(feed.wanted(), Subscription::default());
}

#[tokio::test]
async fn the_end_comes_after_what_waits() {
    let (mut feed, mut left) = feed();
    let mut watcher = feed.add(all(), None);
    feed.publish(group("a"), None, at(0));
    drop(feed);
    assert!(matches!(watcher.next().await, Some(Told::Notification(_))));
    assert_eq!(watcher.next().await, None);
    let id = watcher.id;
    drop(watcher);
    assert!(matches!(left.try_recv(), Ok(Event::WatcherLeft { id: it }) if it == id));
}

#[test]
fn places_are_written_and_read() {
    let place = Position { life: 0x1f, number: 20 };
    assert_eq!((place.to_string().as_str(), "1f-20".parse()), ("1f-20", Ok(place)));
    for wrong in ["", "1f", "-", "1f-", "x-1", "1-1-1"] {
        assert_eq!(wrong.parse::<Position>(), Err(NoPosition), "{wrong}");
    }
}
