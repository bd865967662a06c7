//! Performing effects in the right order.

use super::{Core, Effect, Input, Now};

/// The outside, as far as effects reach into it.
pub trait World {
    /// What time it is.
    fn now(&mut self) -> Now;

    /// Performs one effect. [`Effect::Spawn`] and [`Effect::Signal`] must be answered, with [`Input::Spawned`] and
    /// [`Input::Signalled`] for the same process; the others have no answer.
    fn perform(&mut self, core: &Core, effect: Effect) -> Option<Input>;
}

/// Performs `effects` in order and empties it. An answer is handed to the core at once, and what follows from it is
/// performed before the rest, so that log and events read as if everything had been done in one go: a process is
/// spawned before the next one is announced. What a shutdown has to do next is decided when all the rest is done.
pub fn settle(core: &mut Core, effects: &mut Vec<Effect>, world: &mut impl World) {
    // The next effect is at the end.
    let mut stack: Vec<Effect> = effects.drain(..).rev().collect();
    loop {
        while let Some(effect) = stack.pop() {
            if let Some(answer) = world.perform(core, effect) {
                let now = world.now();
                core.handle(now, answer, effects);
                stack.extend(effects.drain(..).rev());
            }
        }
        let now = world.now();
        core.proceed_with_shutdown(now, effects);
        if effects.is_empty() {
            return;
        }
        stack.extend(effects.drain(..).rev());
    }
}
