import "./styles/main.scss";

import { startShell } from "./shell/start";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");

startShell();
