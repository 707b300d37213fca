// Erasing a note: it is gone for everybody, and leaves no trace.

import { post } from "./deeds.js";

export function erase(note) {
  return post(`/desk/notes/${note}/erase`, {}, new AbortController().signal, () => {});
}
