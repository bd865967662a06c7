//! Calls whose answer comes later: one wait, or many whose results are collected (spec-runtime §7.10).

use std::collections::HashMap;
use std::sync::Arc;

use supervisor_wire::{Fault, FaultCode, Value};
use tokio::sync::oneshot;

use super::Answer;
use crate::core::{Refusal, WaitId};

/// A call that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BatchId(u64);

/// Who a wait is about.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    /// Process name.
    pub(crate) name: Arc<str>,
    /// Group name.
    pub(crate) group: Arc<str>,
    /// The name as the client gave it, or the namespec: what faults quote.
    pub(crate) asked: String,
}

impl Subject {
    /// What the client is told of a refusal (spec-runtime §7.6).
    fn fault(&self, refusal: Refusal) -> Fault {
        let asked = &self.asked;
        match refusal {
            Refusal::NoSuchProcess => Fault::with(FaultCode::BadName, asked),
            Refusal::AlreadyStarted => Fault::with(FaultCode::AlreadyStarted, asked),
            Refusal::NotRunning => Fault::with(FaultCode::NotRunning, asked),
            Refusal::UnknownState => {
                Fault::with(FaultCode::Failed, format_args!("{asked} is in an unknown process state"))
            }
            Refusal::SpawnError => Fault::with(FaultCode::SpawnError, asked),
            Refusal::AbnormalTermination => Fault::with(FaultCode::AbnormalTermination, asked),
            Refusal::Failed(text) => Fault::with(FaultCode::Failed, text),
            Refusal::ShuttingDown => Fault::new(FaultCode::ShutdownState),
        }
    }

    /// One row of the answer of a group call.
    pub(crate) fn status(&self, outcome: &Result<(), Fault>) -> Value {
        let (status, description) = match outcome {
            Ok(()) => (FaultCode::Success.number(), "OK".to_owned()),
            Err(fault) => (fault.code, fault.text.clone()),
        };
        Value::Struct(vec![
            ("name".into(), (*self.name).into()),
            ("group".into(), (*self.group).into()),
            ("status".into(), status.into()),
            ("description".into(), description.into()),
        ])
    }
}

/// What the call answers when its waits are over.
#[derive(Debug)]
enum Shape {
    /// True, or the fault.
    One(Result<(), Fault>),
    /// The status of every process: first what failed at once, then in order of completion.
    Many(Vec<Value>),
}

#[derive(Debug)]
struct Batch {
    shape: Shape,
    remaining: usize,
    reply: Option<oneshot::Sender<Answer>>,
}

/// All calls that wait.
#[derive(Debug, Default)]
pub struct Batches {
    last_id: u64,
    open: HashMap<BatchId, Batch>,
    waits: HashMap<WaitId, (BatchId, Subject)>,
}

impl Batches {
    /// A call about one process.
    pub(crate) fn one(&mut self) -> BatchId {
        self.open(Shape::One(Ok(())))
    }

    /// A call about many processes.
    pub(crate) fn many(&mut self) -> BatchId {
        self.open(Shape::Many(Vec::new()))
    }

    fn open(&mut self, shape: Shape) -> BatchId {
        self.last_id += 1;
        let id = BatchId(self.last_id);
        self.open.insert(id, Batch { shape, remaining: 0, reply: None });
        id
    }

    /// Makes `batch` wait for one thing more.
    pub(crate) fn expect(&mut self, batch: BatchId, subject: Subject) -> WaitId {
        self.last_id += 1;
        let wait = WaitId(self.last_id);
        if let Some(open) = self.open.get_mut(&batch) {
            open.remaining += 1;
            self.waits.insert(wait, (batch, subject));
        }
        wait
    }

    /// Adds a row about something that needs no waiting.
    pub(crate) fn record(&mut self, batch: BatchId, row: Value) {
        if let Some(Batch { shape: Shape::Many(rows), .. }) = self.open.get_mut(&batch) {
            rows.push(row);
        }
    }

    /// A wait is over.
    pub(crate) fn resolve(&mut self, wait: WaitId, outcome: Result<(), Refusal>) {
        let Some((id, subject)) = self.waits.remove(&wait) else { return };
        let outcome = outcome.map_err(|refusal| subject.fault(refusal));
        if let Some(open) = self.open.get_mut(&id) {
            open.remaining -= 1;
            match &mut open.shape {
                Shape::One(result) => *result = outcome,
                Shape::Many(rows) => rows.push(subject.status(&outcome)),
            }
        }
        self.finish(id);
    }

    /// Says where the answer of `batch` goes, once it is known.
    pub(crate) fn attach(&mut self, batch: BatchId, reply: oneshot::Sender<Answer>) {
        if let Some(open) = self.open.get_mut(&batch) {
            open.reply = Some(reply);
        }
        self.finish(batch);
    }

    /// The fault that a call about one process is going to answer, if that is known.
    pub(crate) fn fault(&self, batch: BatchId) -> Option<&Fault> {
        match &self.open.get(&batch)?.shape {
            Shape::One(result) => result.as_ref().err(),
            Shape::Many(_) => None,
        }
    }

    fn finish(&mut self, id: BatchId) {
        let ready = self.open.get(&id).is_some_and(|batch| batch.remaining == 0 && batch.reply.is_some());
        if !ready {
            return;
        }
        let Some(batch) = self.open.remove(&id) else { return };
        let answer = match batch.shape {
            Shape::One(result) => result.map(|()| Value::Bool(true)),
            Shape::Many(rows) => Ok(Value::Array(rows)),
        };
        if let Some(reply) = batch.reply {
            // A client that left does not want the answer; the work is done all the same.
            let _ = reply.send(answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(name: &str) -> Subject {
        Subject { name: name.into(), group: "g".into(), asked: format!("g:{name}") }
    }

    #[test]
    fn one_answers_when_its_wait_is_over() {
        let mut batches = Batches::default();
        let batch = batches.one();
        let wait = batches.expect(batch, subject("a"));
        let (reply, mut answer) = oneshot::channel();
        batches.attach(batch, reply);
        assert!(answer.try_recv().is_err(), "still waiting");
        batches.resolve(wait, Err(Refusal::SpawnError));
        let fault = answer.try_recv().unwrap().unwrap_err();
        assert_eq!((fault.code, fault.text.as_str()), (50, "SPAWN_ERROR: g:a"));
    }

    #[test]
    fn an_outcome_before_the_reply_channel_is_not_lost() {
        let mut batches = Batches::default();
        let batch = batches.one();
        let wait = batches.expect(batch, subject("a"));
        batches.resolve(wait, Ok(()));
        let (reply, mut answer) = oneshot::channel();
        batches.attach(batch, reply);
        assert_eq!(answer.try_recv().unwrap(), Ok(Value::Bool(true)));
    }

    #[test]
    fn many_lists_immediate_results_first_then_in_order_of_completion() {
        let mut batches = Batches::default();
        let batch = batches.many();
        batches.record(batch, subject("bad").status(&Err(Fault::with(FaultCode::NoFile, "x"))));
        let first = batches.expect(batch, subject("first"));
        let second = batches.expect(batch, subject("second"));
        let (reply, mut answer) = oneshot::channel();
        batches.attach(batch, reply);
        batches.resolve(second, Ok(()));
        batches.resolve(first, Ok(()));
        let Value::Array(rows) = answer.try_recv().unwrap().unwrap() else { panic!("an array") };
        let names: Vec<_> = rows.iter().filter_map(|row| row.get("name")?.as_str()).collect();
        assert_eq!(names, ["bad", "second", "first"]);
    }
}
