// This and socket.js are the places that name the libraries and their versions (a test holds them equal to package.json).
export { io } from "./socket.js";
export { html, render, useState, useEffect, useRef } from "/vendor/htm/3.1.1/standalone.module.js";
