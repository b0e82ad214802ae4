// Package html writes a report as one page that opens anywhere, without a network and without a server.
//
// The page holds everything it needs: its style, a script and the drawings, all of this project. A Content-Security-Policy
// in it forbids every request, every other script and every other style, whatever a bundle may hold. All values go
// through html/template.
//
// Charts and ways are drawn here, as SVG in percent of its width, so that they fit a telephone and a wall alike. The
// timeline is drawn by the script, which shows what is visible at the moment; it reads its marks from the rows of
// evidence. Without a script the page shows a picture of it instead, and is as complete.
package html
