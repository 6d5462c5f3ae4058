//! Whether scans are recorded: the Worker's console knows.

use wechat_edge::language::Bilingual;

use crate::cli::findings::{Finding, findings};
use crate::cli::scans::answer::Health;
use crate::cli::scans::console::Console;
use crate::cli::scans::console_error::ConsoleError;

findings! {
    |language|
    /// How the recording of scans goes.
    pub(crate) enum RecordingFinding {
        Ok Recorded { today: i64, rows: i64, free: i64 }
            => "recorded; {today} pushes today, at least {rows} of the Free plan's {free} rows",
               "有记录；今天 {today} 次推送，至少写入 {rows} 行（免费版每天 {free} 行）";
        Ok RecordingUnknown
            => "not checked: put the Worker's CONSOLE_TOKEN into the environment, or for a local one into .dev.vars",
               "没有检查：请在环境变量（本地 Worker 则在 .dev.vars）中给出它的 CONSOLE_TOKEN";
        Warn NotRecorded { error: ConsoleError }
            with todo = error.remedy(language)
            => "they are not recorded: the Worker has no database", "没有记录：Worker 没有数据库"
            => "{todo}", "{todo}";
        Warn RecordingUnseen { error: ConsoleError }
            with why = error.text(language), todo = error.remedy(language)
            => "not checked: {why}", "没有检查：{why}"
            => "{todo}", "{todo}";
        Warn DeadLetters { waiting: u64 }
            => "{waiting} scans are in the dead-letter queue, not in the figures", "有 {waiting} 次扫码在死信队列中，没有计入"
            => "Two commands bring them back: see “The dead-letter queue” in src/console/README.md.",
               "用两条命令取回，见 src/console/README.md 中的“The dead-letter queue”。";
    }
}

/// Asks the console, where its token is at hand.
pub(crate) fn recording(console: Option<&Result<Console, ConsoleError>>) -> RecordingFinding {
    let health = match console {
        None => return RecordingFinding::RecordingUnknown,
        Some(Err(error)) => Err(error.clone()),
        Some(Ok(console)) => console.get::<Health>("health", &[]),
    };
    match health {
        Err(error @ ConsoleError::NoDatabase { .. }) => RecordingFinding::NotRecorded { error },
        Err(error) => RecordingFinding::RecordingUnseen { error },
        Ok(health) => match health.dead_letter_queue.waiting {
            Some(waiting @ 1..) => RecordingFinding::DeadLetters { waiting },
            _ => RecordingFinding::Recorded {
                today: health.recorded_today,
                rows: health.rows_written_today,
                free: health.rows_free_plan,
            },
        },
    }
}
