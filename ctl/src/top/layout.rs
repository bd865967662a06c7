//! Where things are on a screen of any size.

use ratatui::layout::Rect;

use super::model::LogSize;

/// The parts of the screen, from top to bottom. A part without height is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Areas {
    /// The server and how it is doing; the counts.
    pub(crate) header: Rect,
    /// The names of the columns.
    pub(crate) titles: Rect,
    /// The processes.
    pub(crate) list: Rect,
    /// The log, with its title.
    pub(crate) log: Rect,
    /// Messages, questions, keys.
    pub(crate) footer: Rect,
}

impl Areas {
    /// Lines of the log that are shown.
    pub(crate) fn log_lines(&self) -> usize {
        usize::from(self.log.height.saturating_sub(1))
    }
}

/// The parts of a screen of this size.
pub(crate) fn areas((width, height): (u16, u16), log: LogSize) -> Areas {
    // What matters most is given its place first: the processes, then questions.
    let footer = u16::from(height >= 2);
    let titles = u16::from(height >= 5);
    let header = match height {
        0..4 => 0,
        4..9 => 1,
        _ => 2,
    };
    let rest = height - footer - titles - header;
    let log = match log {
        _ if rest < 6 => 0,
        LogSize::None => 0,
        LogSize::Small => (rest / 3).max(3),
        LogSize::Large => rest - (rest / 5).max(2),
    };
    let mut top = 0;
    let mut part = |height| {
        let area = Rect { x: 0, y: top, width, height };
        top += height;
        area
    };
    Areas {
        header: part(header),
        titles: part(titles),
        list: part(rest - log),
        log: part(log),
        footer: part(footer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_is_used_up_and_shows_processes() {
        for height in 0..60 {
            for log in [LogSize::None, LogSize::Small, LogSize::Large] {
                let areas = areas((80, height), log);
                let parts = [areas.header, areas.titles, areas.list, areas.log, areas.footer];
                assert_eq!(parts.iter().map(|part| part.height).sum::<u16>(), height);
                assert!(areas.list.height >= 1 || height == 0, "{height} {log:?}");
                assert_eq!(areas.footer.y + areas.footer.height, height);
            }
        }
    }

    #[test]
    fn usual_sizes() {
        let heights = |size, log| {
            let areas = areas(size, log);
            (areas.header.height, areas.list.height, areas.log.height)
        };
        assert_eq!(heights((80, 24), LogSize::Small), (2, 14, 6));
        assert_eq!(heights((80, 24), LogSize::Large), (2, 4, 16));
        assert_eq!(heights((40, 10), LogSize::Small), (2, 3, 3));
        assert_eq!(heights((40, 10), LogSize::None), (2, 6, 0));
    }
}
