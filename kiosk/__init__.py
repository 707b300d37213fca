"""The touch kiosk: menu, ticket, and the words on its screens."""
