//! A code to look at: PNG, SVG, and in the terminal.

use qrcode::render::{svg, unicode};
use qrcode::{Color, EcLevel, QrCode};

use super::error::QrcodeError;

/// Pixels per module: a usual code then has about 600 of them, enough for a poster.
const MODULE: u32 = 16;

/// Modules left white around a code, as the standard wants it.
const QUIET_ZONE: usize = 4;

/// A code that says a URL.
pub(crate) struct Image {
    code: QrCode,
}

impl Image {
    /// An error where the text is too long for any code.
    pub(crate) fn new(url: &str) -> Result<Image, QrcodeError> {
        let code = QrCode::with_error_correction_level(url, EcLevel::M)
            .map_err(|_| QrcodeError::UrlTooLong(url.len()))?;
        Ok(Image { code })
    }

    /// A PNG file, black on white.
    pub(crate) fn png(&self) -> Result<Vec<u8>, QrcodeError> {
        let rows = self.rows();
        let repeated = |row: &[bool]| -> Vec<u8> {
            let pixel = |&is_dark: &bool| if is_dark { 0 } else { u8::MAX };
            let modules = row.iter().map(pixel);
            modules.flat_map(|pixel| [pixel; MODULE as usize]).collect()
        };
        let pixels: Vec<u8> = rows
            .iter()
            .flat_map(|row| repeated(row).repeat(MODULE as usize))
            .collect();
        let side = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let side = side.saturating_mul(MODULE);
        write_png(side, &pixels).map_err(|error| QrcodeError::Image(error.to_string()))
    }

    /// The modules, dark or not, with the quiet zone around them.
    fn rows(&self) -> Vec<Vec<bool>> {
        let width = self.code.width();
        let around = [false; QUIET_ZONE];
        let whole = width.saturating_add(QUIET_ZONE.saturating_mul(2));
        let blank = vec![vec![false; whole]; QUIET_ZONE];
        let colors = self.code.to_colors();
        let inner = colors.chunks(width).map(|row| {
            let row = row.iter().map(|color| *color == Color::Dark);
            around.into_iter().chain(row).chain(around).collect()
        });
        blank
            .clone()
            .into_iter()
            .chain(inner)
            .chain(blank)
            .collect()
    }

    /// An SVG file.
    pub(crate) fn svg(&self) -> String {
        let mut renderer = self.code.render::<svg::Color<'_>>();
        renderer.module_dimensions(MODULE, MODULE).build()
    }

    /// Half blocks for a terminal: light is drawn, so that a code is not inverted on a dark screen.
    pub(crate) fn drawing(&self) -> String {
        let mut renderer = self.code.render::<unicode::Dense1x2>();
        renderer
            .dark_color(unicode::Dense1x2::Light)
            .light_color(unicode::Dense1x2::Dark)
            .build()
    }
}

fn write_png(side: u32, pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}
