//! Performing effects in the right order.

use super::{Core, Effect, Input, Now};

/// The outside, as far as effects reach into it.
pub trait World {
    /// What time it is.
    fn now(&mut self) -> Now;

    /// Performs one effect. [`Effect::Spawn`], [`Effect::Signal`] and [`Effect::Deliver`] must be answered, with
    /// [`Input::Spawned`], [`Input::Signalled`] and [`Input::Delivered`] for the same process; the others have no answer.
    fn perform(&mut self, core: &Core, effect: Effect) -> Option<Input>;
}

/// Performs `effects` in order and empties it. An answer is handed to the core at once, and what follows from it is
/// performed before the rest, so that log and events read as if everything had been done in one go: a process is
/// spawned before the next one is announced. An event is put into the buffers of its listeners when its turn comes;
/// who gets what of the buffers, and then what a shutdown has to do next, is decided when all the rest is done.
pub fn settle(core: &mut Core, effects: &mut Vec<Effect>, world: &mut impl World) {
    // The next effect is at the end.
    let mut stack: Vec<Effect> = effects.drain(..).rev().collect();
    loop {
        while let Some(effect) = stack.pop() {
            if let Effect::Event(event) = &effect {
                core.publish(event, world.now(), effects);
            }
            if let Some(answer) = world.perform(core, effect) {
                core.handle(world.now(), answer, effects);
            }
            stack.extend(effects.drain(..).rev());
        }
        let now = world.now();
        core.dispatch(now, effects);
        if effects.is_empty() {
            core.proceed_with_shutdown(now, effects);
        }
        if effects.is_empty() {
            return;
        }
        stack.extend(effects.drain(..).rev());
    }
}
