//! Pictures of codes as people show them, drawn by us from a seed: the same on every machine.

use image::{DynamicImage, GrayImage, ImageFormat, Luma, imageops};
use std::io::Cursor;

/// A picture and what is in it.
pub(crate) struct Picture {
    pub(crate) name: String,
    pub(crate) file: Vec<u8>,
    pub(crate) texts: Vec<String>,
}

/// A kind of picture: its name, and how one is drawn.
type Kind = (&'static str, fn(&mut Dice) -> (GrayImage, Vec<String>, ImageFormat));

const KINDS: [Kind; 13] = [
    ("clean", clean),
    ("inverted", inverted),
    ("screen", screen),
    ("scale", scale),
    ("jpeg", jpeg),
    ("blur", blur),
    ("noise", noise),
    ("low contrast", low_contrast),
    ("turned", turned),
    ("no quiet zone", no_quiet_zone),
    ("dots", dots),
    ("logo", logo),
    ("export", export),
];

/// `each` pictures of every kind.
pub(crate) fn all(each: u64) -> impl Iterator<Item = Picture> {
    let numbered = KINDS.iter().flat_map(move |kind| (0..each).map(move |number| (kind, number)));
    numbered.map(|((name, draw), number)| {
        let mut dice = Dice(number.wrapping_mul(0x9e37_79b9) ^ name.len() as u64 ^ u64::from(name.as_bytes()[0]) << 32);
        let (image, texts, format) = draw(&mut dice);
        let mut file = Cursor::new(Vec::new());
        DynamicImage::from(image).write_to(&mut file, format).expect("a gray picture can be written");
        Picture { name: format!("{name} {number}"), file: file.into_inner(), texts }
    })
}

/// `SplitMix64`: enough for pictures, and no dependency.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn between(&mut self, least: u32, most: u32) -> u32 {
        least + (self.roll() % u64::from(most - least + 1)) as u32
    }

    fn part(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn text(dice: &mut Dice) -> String {
    let secret: String =
        (0..32).map(|_| char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[dice.between(0, 31) as usize])).collect();
    let name = dice.roll() % 100_000;
    format!(
        "otpauth://totp/Example%20{}:user{name}@example.com?secret={secret}&issuer=Example%20{}",
        name % 7,
        name % 7
    )
}

fn code(text: &str, module_pixels: u32) -> GrayImage {
    let png = qr::draw_png(text, module_pixels).expect("the text fits");
    image::load_from_memory(&png).expect("our own PNG is valid").into_luma8()
}

fn one(dice: &mut Dice, least: u32, most: u32) -> (GrayImage, Vec<String>) {
    let text = text(dice);
    (code(&text, dice.between(least, most)), vec![text])
}

fn clean(dice: &mut Dice) -> (GrayImage, Vec<String>, ImageFormat) {
    let (image, texts) = one(dice, 1, 12);
    (image, texts, ImageFormat::Png)
}

fn inverted(dice: &mut Dice) -> (GrayImage, Vec<String>, ImageFormat) {
    let (mut image, texts) = one(dice, 3, 8);
    imageops::invert(&mut image);
    (image, texts, ImageFormat::Png)
}

/// A desktop with lines that look like text, and several codes, some of them light on dark.
fn screen(dice: &mut Dice) -> (GrayImage, Vec<String>, ImageFormat) {
    let mut page = GrayImage::from_fn(1920, 1080, |x, y| {
        let ink = y % 22 < 11 && (x / 3 * 7 + y / 22 * 13 + x / 11 * y / 22) % 5 < 2;
        Luma([if ink { 50 } else { 245 }])
    });
    let mut texts = Vec::new();
    for place in 0..dice.between(1, 6) {
        let text = text(dice);
        let mut code = code(&text, dice.between(2, 6));
        if dice.between(0, 3) == 0 {
            imageops::invert(&mut code);
        }
        imageops::replace(&mut page, &code, i64::from(20 + place % 3 * 620), i64::from(20 + place / 3 * 530));
        texts.push(text);
    }
    (page, texts, ImageFormat::Png)
}

/// A code that a desktop has scaled by a fraction.
fn scale(dice: &mut Dice) -> (GrayImage, Vec<String>, ImageFormat) {
    let (image, texts) = one(dice, 2, 2);
    let side = (f64::from(image.width()) * (0.8 + 0.9 * dice.part())) as u32;
    (imageops::resize(&image, side, side, imageops::FilterType::Triangle), texts, ImageFormat::Png)
}

fn jpeg(dice: &mut Dice) -> (GrayImage, Vec<String>, ImageFormat) {
    let (image, texts) = one(dice, 3, 5);
    (image, texts, ImageFormat::Jpeg)
}

fn blur(dice: &mut Dice) -> (GrayImage, Vec<String>, ImageFormat) {
    let (image, texts) = one(dice, 4, 8);
    let module = f64::from(image.width()) / 53.0;
    (imageops::blur(&image, (module * (0.3 + 0.4 * dice.part())) as f32), texts, ImageFormat::Png)
}

fn noise(dice: &mut Dice) -> (GrayImage, Vec<String>, ImageFormat) {
    let (mut image, texts) = one(dice, 3, 7);
    for pixel in image.pixels_mut() {
        let off = (dice.part() + dice.part() + dice.part() - 1.5) * 90.0;
        pixel.0[0] = (f64::from(pixel.0[0]) * 0.8 + 25.0 + off).clamp(0.0, 255.0) as u8;
    }
    (image, texts, ImageFormat::Png)
}

fn low_contrast(dice: &mut Dice) -> (GrayImage, Vec<String>, ImageFormat) {
    let (mut image, texts) = one(dice, 3, 7);
    let (dark, contrast) = (dice.between(10, 200) as u8, dice.between(8, 40) as u8);
    image.pixels_mut().for_each(|pixel| pixel.0[0] = if pixel.0[0] < 128 { dark } else { dark + contrast });
    (image, texts, ImageFormat::Png)
}

fn turned(dice: &mut Dice) -> (GrayImage, Vec<String>, ImageFormat) {
    let (image, texts) = one(dice, 4, 8);
    let angle = dice.part() * std::f64::consts::TAU;
    let (side, page) = (f64::from(image.width()), f64::from(image.width()) * 1.5);
    let turned = GrayImage::from_fn(page as u32, page as u32, |x, y| {
        let (x, y) = (f64::from(x) - page / 2.0, f64::from(y) - page / 2.0);
        let from = (x * angle.cos() - y * angle.sin() + side / 2.0, x * angle.sin() + y * angle.cos() + side / 2.0);
        Luma([shade(&image, from)])
    });
    (turned, texts, ImageFormat::Png)
}

/// The shade at a place between pixels; white outside.
fn shade(image: &GrayImage, (x, y): (f64, f64)) -> u8 {
    let (left, upper) = ((x - 0.5).floor(), (y - 0.5).floor());
    let (right_part, lower_part) = (x - 0.5 - left, y - 0.5 - upper);
    let at = |x: f64, y: f64| {
        let inside = x >= 0.0 && y >= 0.0 && x < f64::from(image.width()) && y < f64::from(image.height());
        if inside { f64::from(image.get_pixel(x as u32, y as u32).0[0]) } else { 255.0 }
    };
    let row = |y: f64| at(left, y) * (1.0 - right_part) + at(left + 1.0, y) * right_part;
    (row(upper) * (1.0 - lower_part) + row(upper + 1.0) * lower_part) as u8
}

/// A code cut at its edge, on a dark page with light text.
fn no_quiet_zone(dice: &mut Dice) -> (GrayImage, Vec<String>, ImageFormat) {
    let text = text(dice);
    let module = dice.between(3, 8);
    let whole = code(&text, module);
    let inner = whole.width() - 8 * module;
    let cut = imageops::crop_imm(&whole, 4 * module, 4 * module, inner, inner).to_image();
    let mut page = GrayImage::from_fn(inner + 200, inner + 200, |x, y| {
        Luma([if y % 20 < 10 && (x / 3 * 7 + y / 20 * 13) % 5 < 2 { 230 } else { 20 }])
    });
    imageops::replace(&mut page, &cut, 100, 100);
    (page, vec![text], ImageFormat::Png)
}

/// Modules drawn as dots, in a gray that is not black.
fn dots(dice: &mut Dice) -> (GrayImage, Vec<String>, ImageFormat) {
    let text = text(dice);
    let modules = code(&text, 1);
    let (pixels, ink) = (dice.between(6, 11), dice.between(0, 90) as u8);
    let inner = modules.width() - 8;
    let image = GrayImage::from_fn(modules.width() * pixels, modules.height() * pixels, |x, y| {
        let (column, row) = (x / pixels, y / pixels);
        let middle = |along: u32| f64::from(along % pixels) + 0.5 - f64::from(pixels) / 2.0;
        let in_dot = middle(x).hypot(middle(y)) < 0.47 * f64::from(pixels);
        let finder = |along: u32| (4..11).contains(&along);
        let far = |along: u32| (inner - 3..inner + 4).contains(&along);
        let whole = (finder(column) && (finder(row) || far(row))) || (far(column) && finder(row));
        let dark = modules.get_pixel(column, row).0[0] == 0 && (whole || in_dot);
        Luma([if dark { ink } else { 255 }])
    });
    (image, vec![text], ImageFormat::Png)
}

fn logo(dice: &mut Dice) -> (GrayImage, Vec<String>, ImageFormat) {
    let (mut image, texts) = one(dice, 5, 9);
    let (side, half) = (image.width(), image.width() / dice.between(16, 22));
    for (x, y) in
        (side / 2 - half..side / 2 + half).flat_map(|y| (side / 2 - half..side / 2 + half).map(move |x| (x, y)))
    {
        image.put_pixel(x, y, Luma([if (x / 7 + y / 5) % 3 == 0 { 120 } else { 250 }]));
    }
    (image, texts, ImageFormat::Png)
}

/// As much as an export of ten accounts holds.
fn export(dice: &mut Dice) -> (GrayImage, Vec<String>, ImageFormat) {
    let data: String = (0..dice.between(300, 900)).map(|_| char::from(b'a' + dice.between(0, 25) as u8)).collect();
    let text = format!("otpauth-migration://offline?data={data}");
    (code(&text, dice.between(2, 4)), vec![text], ImageFormat::Png)
}
