//! Messages from the client and to it. Each direction has a thread: who waits for the other side keeps nobody else waiting.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use lsp_server::{Message, RequestId};

use super::Event;
use super::framing::Frames;

/// Something for the client.
pub(super) enum Outgoing {
    /// A message.
    Message(Message),
    /// The answer to a request: its result as JSON. It may be long, and is written once.
    Result(RequestId, String),
}

impl Outgoing {
    fn write(self, output: &mut impl Write) -> io::Result<()> {
        let (id, result) = match self {
            Outgoing::Message(message) => return message.write(output),
            Outgoing::Result(id, result) => (serde_json::to_string(&id)?, result),
        };
        let head = format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":");
        write!(output, "Content-Length: {}\r\n\r\n{head}{result}}}", head.len() + result.len() + 1)?;
        output.flush()
    }
}

/// Reads what the client says until it says no more.
///
/// # Errors
/// When no thread can be had.
pub(super) fn listen(input: impl Read + Send + 'static, events: Sender<Event>) -> io::Result<()> {
    let listen = move || {
        // Whatever ends this thread: the loop must not wait for somebody who hears nothing.
        let last = Last(events);
        let mut frames = Frames::new(BufReader::new(input));
        loop {
            let event = match frames.next() {
                Ok(Some(message)) => Event::Said(message),
                // What follows the next headers may make sense again.
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    Event::Fault(format!("not understood: {error}"))
                }
                Ok(None) | Err(_) => break,
            };
            if last.0.send(event).is_err() {
                break;
            }
        }
    };
    thread::Builder::new().name("listen".to_owned()).spawn(listen).map(drop)
}

/// Says that nothing more will come, when it goes.
struct Last(Sender<Event>);

impl Drop for Last {
    fn drop(&mut self) {
        let _ = self.0.send(Event::HungUp);
    }
}

/// Writes what it is given; ends when nobody can give it any more, or the client has gone.
///
/// # Errors
/// When no thread can be had.
pub(super) fn speak(output: impl Write + Send + 'static) -> io::Result<(Sender<Outgoing>, JoinHandle<()>)> {
    let (sender, messages) = mpsc::channel::<Outgoing>();
    let speak = move || {
        let mut output = BufWriter::new(output);
        while let Ok(message) = messages.recv() {
            if message.write(&mut output).is_err() {
                break;
            }
        }
    };
    Ok((sender, thread::Builder::new().name("speak".to_owned()).spawn(speak)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_a_message() {
        let mut bytes = Vec::new();
        Outgoing::Result(RequestId::from("é".to_owned()), "[\"日\"]".to_owned()).write(&mut bytes).unwrap();
        let Ok(Some(Message::Response(response))) = Message::read(&mut bytes.as_slice()) else {
            panic!("no response")
        };
        assert_eq!(response.id, RequestId::from("é".to_owned()));
        assert_eq!(response.response_result.unwrap(), serde_json::json!(["日"]));
    }

    #[test]
    fn what_makes_no_sense_is_passed_over() {
        let (events, heard) = mpsc::channel();
        let text = "hello\r\nContent-Length: 2\r\n\r\n{}Content-Length: 5\r\n\r\n\"\u{e9}\"xContent-Length: 33\r\n\r\n\
                    {\"jsonrpc\":\"2.0\",\"method\":\"exit\"}";
        listen(io::Cursor::new(text.as_bytes().to_vec()), events).unwrap();
        let heard: Vec<_> = heard.iter().collect();
        assert_eq!(heard.iter().filter(|event| matches!(event, Event::Fault(_))).count(), 3);
        assert!(matches!(heard.as_slice(), [.., Event::Said(Message::Notification(_)), Event::HungUp]));
    }

    /// A client that makes us fail.
    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            panic!("on purpose")
        }
    }

    #[test]
    fn the_loop_hears_of_the_end_whatever_it_is() {
        let (events, heard) = mpsc::channel();
        listen(Broken, events).unwrap();
        let heard: Vec<_> = heard.iter().collect();
        assert!(matches!(heard.as_slice(), [Event::HungUp]));
    }
}
