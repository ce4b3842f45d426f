// Why: which of Slack's own types the tests hold our payloads and our manifest against; schema.py makes a schema of it.
import type { HomeView, KnownBlock, ModalView } from "@slack/types";
import type { AppsManifestValidateArguments } from "@slack/web-api";

export interface Slack {
  block: KnownBlock;
  modal: ModalView;
  home: HomeView;
  manifest: AppsManifestValidateArguments["manifest"];
}
