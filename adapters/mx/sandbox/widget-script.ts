/**
 * The script of the widget's page. It runs in the browser, so it is text here: `boot` is put before it. Every step posts
 * the messages that MX's own widget posts at that point, to the page that embeds it and to nobody else.
 */
export const widgetScript = `
const main = document.querySelector('main');
const meta = { user_guid: boot.userGuid, session_guid: boot.session };
let step = null;
let member = boot.memberGuid;
let bank = boot.institution;
let lastStatus = null;

function post(type, more) {
  const metadata = { ...meta, ...more };
  if (boot.scheme) location.href = boot.scheme + '://' + type + '?metadata=' + encodeURIComponent(JSON.stringify(metadata));
  else if (parent !== window) parent.postMessage({ mx: true, type: 'mx/' + type, metadata }, '*');
}
async function call(action, body) {
  const answer = await fetch('/widget/sessions/' + boot.session + '/' + action, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body || {}),
  });
  return { ok: answer.ok, status: answer.status, ...(await answer.json()) };
}
function el(name, props, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props || {})) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key in node && key !== 'list') node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}
function show(name, title, ...children) {
  if (step !== name) post('connect/stepChange', { previous: step, current: name });
  step = name;
  main.replaceChildren(el('h1', { tabIndex: -1 }, title), ...children);
  (main.querySelector('input') || main.querySelector('h1')).focus();
}
function problem(text) { return el('p', { className: 'wrong', role: 'alert' }, text); }
function back() {
  if (boot.pinned && !boot.searchDisabled) return null;
  return el('button', { type: 'button', className: 'quiet', onclick: () => { post('connect/backToSearch'); if (!boot.searchDisabled) search(); } }, 'Back');
}
function form(onsend, ...children) {
  return el('form', { onsubmit: (event) => { event.preventDefault(); onsend(new FormData(event.target)); } }, ...children);
}
function input(label, name, type, value) {
  return el('label', {}, label, el('input', { name, type, required: true, autocomplete: 'off', value: value || '' }));
}

async function search() {
  const results = el('ul', { 'aria-label': 'Institutions' });
  const find = async (query) => {
    const { institutions } = await call('institutions', { query });
    results.replaceChildren(...institutions.map((each) =>
      el('li', {}, el('button', { type: 'button', className: 'quiet', onclick: () => choose(each) }, each.name))));
  };
  const box = el('input', { type: 'search', oninput: () => { post('connect/institutionSearch', { query: box.value }); find(box.value); } });
  show('search', 'Choose your bank', el('label', {}, 'Search', box), results);
  await find('');
}
function choose(chosen) {
  bank = chosen;
  post('connect/selectedInstitution', { code: bank.code, guid: bank.guid, name: bank.name, url: bank.url });
  if (bank.oauth) oauth(); else credentials();
}
function credentials(text) {
  post('connect/enterCredentials', { institution: { code: bank.code, guid: bank.guid } });
  show('enterCredentials', 'Sign in to ' + bank.name, text ? problem(text) : null,
    form(async (fields) => {
      if (member) post('connect/updateCredentials', { institution: { code: bank.code, guid: bank.guid }, member_guid: member });
      const answer = await call('sign-in', { institution: bank.code, username: fields.get('username'), password: fields.get('password') });
      if (!answer.ok) {
        post('connect/createMemberError', { institution_code: bank.code, institution_guid: bank.guid });
        credentials(answer.status === 409 ? 'This login is connected already.' : 'That did not work. Please try again.');
        return;
      }
      member = answer.memberGuid;
      wait();
    },
    input('Username', 'username', 'text', boot.username), input('Password', 'password', 'password'),
    el('p', { className: 'note' }, 'This is a made-up bank: every username is somebody. MX Bank\\'s test passwords work everywhere.'),
    el('button', {}, 'Continue'), back()));
}
async function oauth() {
  const { url, memberGuid } = await call('oauth', { institution: bank.code });
  member = memberGuid;
  show('oauth', 'Log in at ' + bank.name,
    el('p', {}, 'You go to your bank, allow it to share, and come back here.'),
    el('a', { href: url, target: '_blank', rel: 'opener', className: 'button', onclick: () => {
      post('connect/oauthRequested', { url, member_guid: member });
      wait(true);
    } }, 'Go to log in'), back());
}
addEventListener('message', ({ origin, data }) => {
  if (origin !== location.origin || step !== 'waiting') return;
  if (data && data.type === 'oauthComplete/error') {
    post('connect/oauthError', { member_guid: member });
    oauth();
  }
});
async function wait(patient) {
  show('waiting', 'Connecting to ' + bank.name, el('p', { role: 'status' }, patient ? 'Waiting for you to come back from the bank.' : 'This takes a few seconds.'));
  let idle = 0;
  while (step === 'waiting') {
    const state = await call('status');
    if (step !== 'waiting' || !state.ok) return;
    if (state.number !== lastStatus) {
      lastStatus = state.number;
      post('connect/memberStatusUpdate', { member_guid: member, connection_status: state.number });
    }
    if (state.status === 'CHALLENGED') return questions(state.challenges);
    if (state.status === 'CONNECTED' && !state.aggregating) return done();
    // An error may be the one before this try: it counts when seen twice with nothing running.
    idle = state.failed && !state.aggregating ? idle + 1 : 0;
    if (idle === 2) return failed(state);
    await new Promise((resolve) => setTimeout(resolve, boot.pollMs));
  }
}
function questions(challenges) {
  show('mfa', 'One more thing', form(async (fields) => {
    post('connect/submitMFA', { member_guid: member });
    const answers = challenges.map(({ guid }) => ({ guid, value: fields.get(guid) }));
    const answer = await call('answer', { answers });
    if (answer.ok) wait(); else questions(challenges);
  }, ...challenges.flatMap((each) => [
    each.image_data ? el('img', { src: each.image_data, alt: 'A picture of your bank' }) : null,
    each.options || each.image_options
      ? el('fieldset', {}, el('legend', {}, each.label), ...(each.options || each.image_options).map((option) =>
          el('label', {}, el('input', { type: 'radio', name: each.guid, value: boot.optionGuids ? option.guid : option.value, required: true }),
            option.data_uri ? el('img', { src: option.data_uri, alt: '' }) : null, ' ' + option.label)))
      : input(each.label, each.guid, 'text'),
  ].filter(Boolean)), el('button', {}, 'Continue')));
}
function failed(state) {
  post('connect/memberError', { member: { guid: member, connection_status: state.number } });
  if (state.retry) return bank.oauth ? oauth() : credentials(state.message);
  show('error', 'This did not work', problem(state.message), back());
}
async function done() {
  await call('leave');
  post('connect/memberConnected', { member_guid: member });
  show('connected', 'Connected', el('p', { role: 'status' }, bank.name + ' is connected.'),
    el('button', { type: 'button', onclick: () => post('connect/connected/primaryAction') }, 'Done'));
}

post('load');
setInterval(() => post('ping'), 30000);
post('connect/loaded', { initial_step: boot.initialStep });
if (boot.initialStep === 'mfa') wait();
else if (boot.initialStep === 'search') search();
else if (bank.oauth) oauth();
else credentials();
`;
