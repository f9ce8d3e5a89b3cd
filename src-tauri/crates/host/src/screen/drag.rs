//! X11: a person drags a rectangle around what is to be looked at.

use std::time::Duration;

use x11rb::CURRENT_TIME;
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    ConfigureWindowAux, ConnectionExt, CreateWindowAux, Cursor, EventMask, GrabMode, GrabStatus, Keycode, Screen,
    StackMode, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;

use super::{ScreenError, refused};
use crate::os::{self, Stopwatch};

/// A part of the screen, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: i16,
    pub(super) y: i16,
    pub(super) width: u16,
    pub(super) height: u16,
}

/// Time for a person to drag; then the pointer is free again.
const PATIENCE: Duration = Duration::from_secs(120);
/// Time for another program to let go of the pointer, such as a menu that is just closing.
const GRACE: Duration = Duration::from_secs(2);
/// Between two looks at what the pointer did: a screen shows some sixty pictures a second.
const PAUSE: Duration = Duration::from_millis(10);
/// No code is smaller, in pixels; what is, was no dragging.
const LEAST: u16 = 16;
/// How wide the rectangle is drawn, in pixels, its dark rim included.
const FRAME: i16 = 4;
/// The glyphs of the cross in the font of pointers (X Window System Protocol, appendix B).
const CROSS: u16 = 34;
const ESCAPE: u32 = 0xff1b;

/// Holds the pointer until an area is dragged.
///
/// # Errors
/// [`ScreenError::NotChosen`] on Escape, another button than the first, or none for two minutes.
pub(super) fn area(display: &RustConnection, screen: &Screen) -> Result<Area, ScreenError> {
    hold_pointer(display, screen.root)?;
    let escape = escape_keys(display, screen.root);
    let frame = Frame::new(display, screen)?;
    let chosen = follow(display, &frame, &escape);
    frame.remove(display)?;
    display.ungrab_pointer(CURRENT_TIME).map_err(refused)?;
    display.ungrab_keyboard(CURRENT_TIME).map_err(refused)?;
    chosen
}

fn hold_pointer(display: &RustConnection, root: Window) -> Result<(), ScreenError> {
    let events = EventMask::BUTTON_PRESS | EventMask::BUTTON_RELEASE | EventMask::POINTER_MOTION;
    let cross = cross(display).unwrap_or(x11rb::NONE);
    let waited = Stopwatch::start();
    loop {
        let (mode, none) = (GrabMode::ASYNC, x11rb::NONE);
        let asked = display.grab_pointer(false, root, events, mode, mode, none, cross, CURRENT_TIME);
        match asked.map_err(refused)?.reply().map_err(refused)?.status {
            GrabStatus::SUCCESS => return Ok(()),
            _ if waited.elapsed() < GRACE => os::sleep(PAUSE),
            _ => return Err(refused("another program holds the pointer")),
        }
    }
}

/// The pointer as a cross, where the display has one.
fn cross(display: &RustConnection) -> Option<Cursor> {
    let (font, cursor) = (display.generate_id().ok()?, display.generate_id().ok()?);
    display.open_font(font, b"cursor").ok()?.check().ok()?;
    let (dark, light) = ((0, 0, 0), (u16::MAX, u16::MAX, u16::MAX));
    let made = display.create_glyph_cursor(
        cursor,
        font,
        font,
        CROSS,
        CROSS + 1,
        dark.0,
        dark.1,
        dark.2,
        light.0,
        light.1,
        light.2,
    );
    made.ok()?.check().ok()?;
    Some(cursor)
}

/// Holds the keyboard and gives the keys that are Escape. None when the keyboard is not to be had; a button of the
/// pointer does the same.
fn escape_keys(display: &RustConnection, root: Window) -> Vec<Keycode> {
    let held = display.grab_keyboard(false, root, CURRENT_TIME, GrabMode::ASYNC, GrabMode::ASYNC);
    let (first, last) = (display.setup().min_keycode, display.setup().max_keycode);
    let asked = display.get_keyboard_mapping(first, (last - first).saturating_add(1));
    let (Ok(Ok(_)), Ok(Ok(keys))) = (held.map(|held| held.reply()), asked.map(|asked| asked.reply())) else {
        return Vec::new();
    };
    let meanings = keys.keysyms.chunks(usize::from(keys.keysyms_per_keycode).max(1));
    (first..=last).zip(meanings).filter(|(_, means)| means.contains(&ESCAPE)).map(|(key, _)| key).collect()
}

/// Draws the rectangle as it is dragged, until it is.
fn follow(display: &RustConnection, frame: &Frame, escape: &[Keycode]) -> Result<Area, ScreenError> {
    let mut drag = Drag::default();
    let waited = Stopwatch::start();
    while waited.elapsed() < PATIENCE {
        let Some(event) = display.poll_for_event().map_err(refused)? else {
            os::sleep(PAUSE);
            continue;
        };
        match drag.take(&event, escape) {
            Step::On => {}
            Step::Over(area) => frame.surround(display, area)?,
            Step::Chosen(area) => return Ok(area),
            Step::GivenUp => return Err(ScreenError::NotChosen),
        }
    }
    Err(ScreenError::NotChosen)
}

/// A dragging under way.
#[derive(Debug, Default)]
struct Drag {
    from: Option<(i16, i16)>,
}

/// What one event comes to.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// Nothing to draw.
    On,
    /// The rectangle is over this area now.
    Over(Area),
    /// The button was let go.
    Chosen(Area),
    /// The person wants none.
    GivenUp,
}

impl Drag {
    fn take(&mut self, event: &Event, escape: &[Keycode]) -> Step {
        match event {
            Event::KeyPress(key) if escape.contains(&key.detail) => Step::GivenUp,
            Event::ButtonPress(button) if button.detail == 1 => {
                self.from = Some((button.root_x, button.root_y));
                Step::On
            }
            Event::ButtonPress(_) => Step::GivenUp,
            Event::MotionNotify(moved) => self.to((moved.root_x, moved.root_y)).map_or(Step::On, Step::Over),
            Event::ButtonRelease(button) if button.detail == 1 => {
                let area = self.to((button.root_x, button.root_y));
                self.from = None;
                area.map_or(Step::On, Step::Chosen)
            }
            _ => Step::On,
        }
    }

    fn to(&self, corner: (i16, i16)) -> Option<Area> {
        Area::between(self.from?, corner)
    }
}

impl Area {
    /// From one corner to the other, both of them in it; none where that is too small for a code.
    fn between(one: (i16, i16), other: (i16, i16)) -> Option<Self> {
        let (x, y) = (one.0.min(other.0), one.1.min(other.1));
        let (width, height) = (one.0.abs_diff(other.0).saturating_add(1), one.1.abs_diff(other.1).saturating_add(1));
        (width >= LEAST && height >= LEAST).then_some(Self { x, y, width, height })
    }
}

/// The rectangle on the screen: four narrow windows around the area, for what is drawn on the screen itself does not
/// show under every desktop.
struct Frame {
    sides: [Window; 4],
}

impl Frame {
    fn new(display: &RustConnection, screen: &Screen) -> Result<Self, ScreenError> {
        let mut sides = [0; 4];
        let looks = CreateWindowAux::new()
            .background_pixel(screen.white_pixel)
            .border_pixel(screen.black_pixel)
            .override_redirect(1);
        for side in &mut sides {
            *side = display.generate_id().map_err(refused)?;
            let (class, depth) = (WindowClass::INPUT_OUTPUT, screen.root_depth);
            let made = display.create_window(depth, *side, screen.root, 0, 0, 1, 1, 1, class, 0, &looks);
            made.map_err(refused)?.check().map_err(refused)?;
        }
        Ok(Self { sides })
    }

    fn surround(&self, display: &RustConnection, area: Area) -> Result<(), ScreenError> {
        for (side, place) in self.sides.iter().zip(around(area)) {
            let place = ConfigureWindowAux::new()
                .x(i32::from(place.x))
                .y(i32::from(place.y))
                .width(u32::from(place.width))
                .height(u32::from(place.height))
                .stack_mode(StackMode::ABOVE);
            display.configure_window(*side, &place).map_err(refused)?;
            display.map_window(*side).map_err(refused)?;
        }
        display.flush().map_err(refused)
    }

    fn remove(self, display: &RustConnection) -> Result<(), ScreenError> {
        for side in self.sides {
            display.destroy_window(side).map_err(refused)?;
        }
        Ok(())
    }
}

/// Above, below, left and right of an area, and nowhere on it. A window's border comes on top of its size.
fn around(area: Area) -> [Area; 4] {
    let thick = FRAME.unsigned_abs() - 2;
    let Area { x, y, width, height } = area;
    let (left, top) = (x.saturating_sub(FRAME), y.saturating_sub(FRAME));
    let (right, bottom) = (x.saturating_add_unsigned(width), y.saturating_add_unsigned(height));
    let across = width.saturating_add(2 * FRAME.unsigned_abs() - 2);
    let down = height.saturating_sub(2);
    [
        Area { x: left, y: top, width: across, height: thick },
        Area { x: left, y: bottom, width: across, height: thick },
        Area { x: left, y, width: thick, height: down },
        Area { x: right, y, width: thick, height: down },
    ]
}

#[cfg(test)]
mod tests {
    use x11rb::protocol::xproto::{ButtonPressEvent, KeyPressEvent, MotionNotifyEvent};

    use super::*;

    const ESCAPE_KEY: Keycode = 9;

    fn pressed(detail: u8, root_x: i16, root_y: i16) -> Event {
        Event::ButtonPress(ButtonPressEvent { detail, root_x, root_y, ..ButtonPressEvent::default() })
    }

    fn released(detail: u8, root_x: i16, root_y: i16) -> Event {
        Event::ButtonRelease(ButtonPressEvent { detail, root_x, root_y, ..ButtonPressEvent::default() })
    }

    fn moved(root_x: i16, root_y: i16) -> Event {
        Event::MotionNotify(MotionNotifyEvent { root_x, root_y, ..MotionNotifyEvent::default() })
    }

    fn key(detail: Keycode) -> Event {
        Event::KeyPress(KeyPressEvent { detail, ..KeyPressEvent::default() })
    }

    /// The last step of these events.
    fn taken(events: &[Event]) -> Step {
        let mut drag = Drag::default();
        events.iter().map(|event| drag.take(event, &[ESCAPE_KEY])).last().unwrap()
    }

    #[test]
    fn a_rectangle_may_be_dragged_from_any_corner() {
        let expected = Area { x: 10, y: 20, width: 91, height: 61 };
        for (from, to) in [((10, 20), (100, 80)), ((100, 80), (10, 20)), ((100, 20), (10, 80))] {
            let under_way = [pressed(1, from.0, from.1), moved(to.0, to.1)];
            assert_eq!(taken(&under_way), Step::Over(expected));
            assert_eq!(taken(&[pressed(1, from.0, from.1), released(1, to.0, to.1)]), Step::Chosen(expected));
        }
    }

    #[test]
    fn a_click_is_no_rectangle_and_the_next_dragging_counts() {
        let click = [pressed(1, 50, 50), released(1, 52, 50)];
        assert_eq!(taken(&click), Step::On);
        let [press, release] = click;
        assert_eq!(taken(&[press, release, moved(200, 200)]), Step::On);
        assert_eq!(taken(&[moved(200, 200)]), Step::On);
    }

    #[test]
    fn escape_and_every_other_button_give_up() {
        assert_eq!(taken(&[pressed(1, 0, 0), moved(90, 90), key(ESCAPE_KEY)]), Step::GivenUp);
        assert_eq!(taken(&[pressed(3, 0, 0)]), Step::GivenUp);
        assert_eq!(taken(&[key(38)]), Step::On);
    }

    #[test]
    fn the_rectangle_is_drawn_around_the_area_and_covers_nothing_of_it() {
        let area = Area { x: 100, y: 200, width: 50, height: 40 };
        for side in around(area) {
            let (right, bottom) = (side.x + side.width as i16 + 2, side.y + side.height as i16 + 2);
            let beside = right <= 100 || side.x >= 150 || bottom <= 200 || side.y >= 240;
            assert!(beside, "{side:?}");
            assert!(right <= 154 && bottom <= 244 && side.x >= 96 && side.y >= 196, "{side:?}");
        }
        // At the corners of all screens nothing overflows.
        around(Area { x: i16::MAX, y: i16::MIN, width: u16::MAX, height: u16::MAX });
    }
}
