// The one place that names the libraries and their versions (a test holds them equal to package.json).
export { io } from "/vendor/socket.io-client/4.8.4/socket.io.esm.min.js";
export { html, render, useState, useEffect, useRef } from "/vendor/htm/3.1.1/standalone.module.js";
