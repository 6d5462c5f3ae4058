//! A code to look at: PNG, SVG, and in the terminal.

use anstyle::{AnsiColor, Style};
use qrcode::render::{svg, unicode};
use qrcode::{Color, EcLevel, QrCode};

/// Pixels per module: a usual code then has about 600 of them, enough for a poster.
const MODULE: usize = 16;

/// Modules left white around a code, as the standard wants it.
const QUIET_ZONE: usize = 4;

/// A code that says a URL.
pub(crate) struct Picture {
    code: QrCode,
}

impl Picture {
    /// `None` where the text is too long for any code.
    pub(crate) fn new(url: &str) -> Option<Picture> {
        let code = QrCode::with_error_correction_level(url, EcLevel::M).ok()?;
        Some(Picture { code })
    }

    /// A PNG file, black on white.
    pub(crate) fn png(&self) -> Option<Vec<u8>> {
        let width = self.code.width();
        let around = QUIET_ZONE.checked_mul(2)?;
        let side = width.checked_add(around)?.checked_mul(MODULE)?;
        let colors = self.code.to_colors();
        let module = |pixel: usize| (pixel / MODULE).checked_sub(QUIET_ZONE);
        let is_dark = |x: usize, y: usize| -> Option<bool> {
            let (x, y) = (module(x)?, module(y)?);
            let at = y.checked_mul(width)?.checked_add(x)?;
            Some(x < width && colors.get(at) == Some(&Color::Dark))
        };
        let pixels: Vec<u8> = (0..side)
            .flat_map(|y| (0..side).map(move |x| (x, y)))
            .map(|(x, y)| if is_dark(x, y) == Some(true) { 0 } else { 255 })
            .collect();
        let mut file = Vec::new();
        let side = u32::try_from(side).ok()?;
        let mut encoder = png::Encoder::new(&mut file, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&pixels).ok()?;
        writer.finish().ok()?;
        Some(file)
    }

    /// An SVG file.
    pub(crate) fn svg(&self) -> String {
        let size = u32::try_from(MODULE).unwrap_or(1);
        let mut renderer = self.code.render::<svg::Color<'_>>();
        renderer.module_dimensions(size, size).build()
    }

    /// Half blocks for a terminal: light is drawn, in white where there are colours, so that a code
    /// is not inverted on a dark screen.
    pub(crate) fn drawing(&self) -> String {
        let mut renderer = self.code.render::<unicode::Dense1x2>();
        let drawing = renderer
            .dark_color(unicode::Dense1x2::Light)
            .light_color(unicode::Dense1x2::Dark)
            .build();
        let style = Style::new()
            .fg_color(Some(AnsiColor::BrightWhite.into()))
            .bg_color(Some(AnsiColor::Black.into()));
        let lines: Vec<_> = drawing
            .lines()
            .map(|line| format!("{style}{line}{style:#}"))
            .collect();
        lines.join("\n")
    }
}
