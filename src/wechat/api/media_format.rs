//! What a file is, by its content: a name says what somebody believes.

use super::media::Format;

impl Format {
    /// The format of a file that begins so; `None` where WeChat takes no such.
    pub fn detect(content: &[u8]) -> Option<Format> {
        let at = |start: usize, mark: &[u8]| {
            content
                .get(start..)
                .is_some_and(|rest| rest.starts_with(mark))
        };
        if at(0, b"\xff\xd8\xff") {
            Some(Format::Jpg)
        } else if at(0, b"\x89PNG\r\n\x1a\n") {
            Some(Format::Png)
        } else if at(0, b"GIF87a") || at(0, b"GIF89a") {
            Some(Format::Gif)
        } else if at(0, b"BM") && at(6, &[0; 4]) {
            Some(Format::Bmp)
        } else if at(0, b"#!AMR") {
            Some(Format::Amr)
        } else if at(0, b"ID3") || frame(content).is_some() {
            Some(Format::Mp3)
        } else if at(0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11") {
            Some(Format::Wma)
        } else if at(0, b"RIFF") && at(8, b"WAVE") {
            Some(Format::Wav)
        } else if at(4, b"ftyp") && !at(8, b"qt  ") && !at(8, b"M4A") && !at(8, b"M4B") {
            // QuickTime and audio alone have the same frame around them.
            Some(Format::Mp4)
        } else {
            None
        }
    }

    /// How long a recording is, in whole seconds: encoders add a fraction, over which WeChat may have
    /// its own mind. `None` where it is none, or where the format does not tell it plainly.
    pub fn seconds(self, content: &[u8]) -> Option<u64> {
        let milliseconds = match self {
            Format::Amr => amr(content)?,
            Format::Mp3 => mp3(content)?,
            Format::Wav => wav(content)?,
            _ => return None,
        };
        Some(milliseconds / 1000)
    }
}

/// Each frame of an AMR file has 20 ms; its first byte says how long it is (RFC 4867, section 5.3).
fn amr(content: &[u8]) -> Option<u64> {
    const NARROW: [usize; 16] = [12, 13, 15, 17, 19, 20, 26, 31, 5, 6, 5, 5, 0, 0, 0, 0];
    const WIDE: [usize; 16] = [17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0];
    let (mut frames, lengths) = match content.strip_prefix(b"#!AMR-WB\n") {
        Some(frames) => (frames, WIDE),
        None => (content.strip_prefix(b"#!AMR\n")?, NARROW),
    };
    let mut milliseconds: u64 = 0;
    while let Some((head, rest)) = frames.split_first() {
        milliseconds = milliseconds.saturating_add(20);
        let mode = usize::from(head.checked_shr(3).unwrap_or(0) & 0b1111);
        let length = lengths.get(mode).copied().unwrap_or(0);
        frames = rest.get(length..).unwrap_or_default();
    }
    Some(milliseconds)
}

/// The frames of an MP3 file, one after the other, past an ID3 tag.
fn mp3(content: &[u8]) -> Option<u64> {
    let mut rest = content;
    if let Some(tag) = content.strip_prefix(b"ID3") {
        // Ten bytes, then as many as its last four say, seven bits each.
        let size = tag.get(3..7)?.iter().fold(0_usize, |size, &byte| {
            size.saturating_mul(128)
                .saturating_add(usize::from(byte & 127))
        });
        rest = content.get(size.saturating_add(10)..)?;
    }
    let mut microseconds: u64 = 0;
    let mut frames: u64 = 0;
    while let Some(found) = frame(rest) {
        microseconds = microseconds.saturating_add(found.microseconds);
        frames = frames.saturating_add(1);
        rest = rest.get(found.length..).unwrap_or_default();
    }
    (frames > 0).then_some(microseconds / 1000)
}

struct Frame {
    length: usize,
    microseconds: u64,
}

/// The frame that a file begins with, if it is one of MPEG audio layer III.
fn frame(content: &[u8]) -> Option<Frame> {
    const VERSION_1: [u64; 15] = [
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
    ];
    const VERSION_2: [u64; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    const RATES: [u64; 3] = [44_100, 48_000, 32_000];
    let &[0xff, second, third, _, ..] = content else {
        return None;
    };
    // Eleven bits that are set, the version, the layer (01 is III), then an optional checksum.
    let (samples, bitrates, divisor): (u64, _, u64) = match second & 0b1111_1110 {
        0b1111_1010 => (1152, VERSION_1, 1),
        0b1111_0010 => (576, VERSION_2, 2),
        0b1110_0010 => (576, VERSION_2, 4),
        _ => return None,
    };
    let bits = |shift: u32, mask: u8| usize::from(third.checked_shr(shift).unwrap_or(0) & mask);
    let bitrate = *bitrates.get(bits(4, 0b1111)).filter(|&&rate| rate > 0)?;
    let rate = RATES.get(bits(2, 0b11))?.checked_div(divisor)?;
    let bytes = bitrate
        .checked_mul(samples)?
        .checked_mul(125)?
        .checked_div(rate)?;
    let bytes = bytes.checked_add(u64::try_from(bits(1, 1)).ok()?)?;
    Some(Frame {
        length: usize::try_from(bytes).ok()?,
        microseconds: samples.checked_mul(1_000_000)?.checked_div(rate)?,
    })
}

/// The chunks of a WAV file: `fmt ` says how many bytes a second has, `data` how many there are.
fn wav(content: &[u8]) -> Option<u64> {
    let number = |bytes: &[u8]| Some(u64::from(u32::from_le_bytes(bytes.try_into().ok()?)));
    let mut rest = content.get(12..)?;
    let mut per_second = None;
    loop {
        let (name, size) = (rest.get(..4)?, number(rest.get(4..8)?)?);
        let chunk = rest.get(8..)?;
        match name {
            b"fmt " => per_second = Some(number(chunk.get(8..12)?)?),
            b"data" => {
                // A writer that was cut off leaves a size that the file does not have.
                let size = size.min(u64::try_from(chunk.len()).ok()?);
                return size.checked_mul(1000)?.checked_div(per_second?);
            }
            _ => {}
        }
        // Chunks begin at even places.
        let padded = size.checked_add(size & 1)?;
        rest = chunk.get(usize::try_from(padded).ok()?..)?;
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may panic"
)]
mod tests {
    use super::Format;

    /// A frame of 128 kbit/s at 44.1 kHz has 417 bytes and 26.122 ms.
    fn mp3(frames: usize) -> Vec<u8> {
        let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
        frame.resize(417, 0);
        frame.repeat(frames)
    }

    #[test]
    fn a_format_is_known_by_what_the_file_begins_with() {
        let cases: [(&[u8], Option<Format>); 14] = [
            (b"\xff\xd8\xff\xe0", Some(Format::Jpg)),
            (b"\x89PNG\r\n\x1a\n", Some(Format::Png)),
            (b"GIF89a", Some(Format::Gif)),
            (b"BM\x10\x00\x00\x00\x00\x00\x00\x00", Some(Format::Bmp)),
            (b"#!AMR\n", Some(Format::Amr)),
            (b"ID3\x03", Some(Format::Mp3)),
            (b"RIFF\x00\x00\x00\x00WAVEfmt ", Some(Format::Wav)),
            (b"\x00\x00\x00\x18ftypmp42", Some(Format::Mp4)),
            (b"\x00\x00\x00\x14ftypqt  ", None),
            (b"\x00\x00\x00\x18ftypM4A ", None),
            (b"RIFF\x00\x00\x00\x00WEBP", None),
            (b"<svg", None),
            (b"BM is a text", None),
            (b"", None),
        ];
        for (content, format) in cases {
            assert_eq!(Format::detect(content), format, "{content:?}");
        }
        assert_eq!(Format::detect(&mp3(1)), Some(Format::Mp3));
    }

    #[test]
    fn the_length_of_a_recording_is_counted_from_its_frames() {
        // Mode 7 (12.2 kbit/s) has 31 bytes behind its head.
        let mut frame = vec![0x3c];
        frame.resize(32, 0);
        let amr = [&b"#!AMR\n"[..], &frame.repeat(3000)].concat();
        assert_eq!(Format::Amr.seconds(&amr), Some(60));
        assert_eq!(
            Format::Amr.seconds(&[&amr[..], &frame.repeat(50)].concat()),
            Some(61)
        );

        assert_eq!(Format::Mp3.seconds(&mp3(2297)), Some(60));
        let tagged = [&b"ID3\x03\0\0\0\0\x01\0"[..], &[7; 128], &mp3(10)].concat();
        assert_eq!(Format::Mp3.seconds(&tagged), Some(0));
        let tagged = [&tagged[..], &mp3(30)].concat();
        assert_eq!(Format::Mp3.seconds(&tagged), Some(1));

        let mut wav =
            b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0"
                .to_vec();
        wav.extend(b"LIST\x03\0\0\0abc\0data\x00\xff\xff\xff");
        wav.extend(vec![0; 16_001]);
        assert_eq!(Format::Wav.seconds(&wav), Some(2));
    }

    #[test]
    fn nonsense_has_no_length_and_ends() {
        for content in [
            &b""[..],
            b"#!AMR\n\xff",
            b"ID3\xff\xff\xff\xff\xff\xff\xff",
            b"RIFF....WAVEdata",
            b"RIFF....WAVEfmt \xff\xff\xff\xff",
            b"RIFF....WAVEfmt \x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0data\x01\0\0\0a",
        ] {
            for format in [Format::Amr, Format::Mp3, Format::Wav, Format::Png] {
                let seconds = format.seconds(content);
                assert!(seconds.is_none_or(|seconds| seconds < 2), "{content:?}");
            }
        }
    }
}
