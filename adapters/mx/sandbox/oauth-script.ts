/** The script of the page at the end of a visit to the bank: it tells the widget, and closes the window it came in. */
export const oauthScript = `
const message = { type: 'oauthComplete/' + boot.outcome, metadata: { member_guid: boot.memberGuid } };
if (opener) opener.postMessage(message, '*');
window.close();
`;
