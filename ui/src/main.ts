import { openWindow } from './window';

const target = document.getElementById('app');
if (target) void openWindow(target);
