import type { JSX } from 'preact';
import { moveFocus } from '../arrows.js';
import { Popover } from '../popover.js';

const COLUMNS = 8;
const EMOJI = `
  😀 😂 😊 😍 🤔 😢 😡 😱
  👍 👎 👌 🙏 👏 💪 👋 🤝
  ❤️ 🔥 ✨ 🎉 ✅ ❌ ❓ ⏰
  📦 🚚 💳 🧾 🛒 🏠 📍 ☎️
`
  .trim()
  .split(/\s+/);

/** A few emoji to choose from; keyboards have all the others. */
export const EmojiPicker = (props: {
  readonly at: Element;
  readonly onChoose: (emoji: string) => void;
  readonly onClose: () => void;
}): JSX.Element => (
  <Popover at={props.at} label="Emoji" onClose={props.onClose}>
    {(close) => (
      <div
        class="chats-emoji"
        onKeyDown={(event) => {
          moveFocus(event, 'button', COLUMNS);
        }}
      >
        {EMOJI.map((emoji) => (
          <button
            key={emoji}
            type="button"
            class="bare"
            onClick={() => {
              close();
              props.onChoose(emoji);
            }}
          >
            {emoji}
          </button>
        ))}
      </div>
    )}
  </Popover>
);
