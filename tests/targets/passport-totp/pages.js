'use strict';

exports.page = (title, body) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`;

exports.form = (action, fields) => `<form method="post" action="${action}">
${fields.map(field).join('\n')}
<button>${action}</button>
</form>
`;

function field(name) {
  const type = name === 'password' ? 'password' : 'text';
  return `<label>${name} <input type="${type}" name="${name}" required></label>`;
}
