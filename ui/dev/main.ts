/** The window with a desk that only pretends, for looking at it in a browser: `npm run dev`, then /dev/?scene=many. */
import { installDesk } from './mock-desk';
import { sceneNamed } from './scenes';

const asked = new URLSearchParams(location.search);
installDesk(sceneNamed(asked.get('scene') ?? 'many', Number(asked.get('elapsed') ?? '9')));
await import('../src/main');
