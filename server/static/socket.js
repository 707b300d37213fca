// The socket alone, for a page that needs no more of the libraries: a kiosk's first load is small.
export { io } from "/vendor/socket.io-client/4.8.4/socket.io.esm.min.js";
