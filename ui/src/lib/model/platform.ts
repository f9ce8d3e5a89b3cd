/** What this system can do. */

/** Only under X11 and Wayland a part of the screen can be chosen: Windows and macOS have screenshots of a part to paste. */
export const canChooseScreenPart = !/Mac|Win/.test(navigator.platform);
