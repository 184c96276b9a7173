/**
 * What the example workflows are; tools/make_examples.mjs makes them of it.
 *
 * `nodes` are named and get their ids in their order; `columns` lay them out from left to right; `links` are
 * "node.OUTPUT node.input". A node is [type, size, values of widgets by name, more].
 */
const PROMPT = "a red circle above a blue square on a grey background, cartoon style";
const GREEN = { color: "#232", bgcolor: "#353" };
const RED = { color: "#322", bgcolor: "#533" };
const BROWN = { color: "#432", bgcolor: "#653" };

const note = (title, height, ...text) => [
  "MarkdownNote",
  [360, height],
  { text: text.join("\n\n") },
  { title, ...BROWN },
];
const model = ["Diffulizer_DemoModel", [360, 100]];
const size = (side = 256, batch_size = 1) => [
  "EmptyLatentImage",
  [360, 130],
  { width: side, height: side, batch_size },
];
const prompt = (text, title = "Prompt") => [
  "Diffulizer_TextEncode",
  [400, 200],
  { text },
  { title, ...GREEN },
];
const negative = (text = "") => [
  "Diffulizer_TextEncode",
  [400, 200],
  { text },
  { title: "Negative prompt", ...RED },
];
const DRAWING = { seed: 42, steps: 20, cfg: 5, sampler_name: "euler", scheduler: "normal" };
const sampler = (values = {}, title) => [
  "Diffulizer_KSampler",
  [400, 900],
  { ...DRAWING, ...values },
  { title },
];
const exporter = (run_name, values = {}) => ["Diffulizer_ExportRun", [400, 900], { run_name, ...values }];
const decode = ["VAEDecode", [300, 80]];
const save = (filename_prefix, title) => ["SaveImage", [300, 380], { filename_prefix }, { title }];
/** What the pictures of the examples for SDXL are. */
const DRAWN = "The picture in the list of templates is what the demo model draws of this, at 256 x 256.";
const preview = (title, width = 300, height = 350) => ["PreviewImage", [width, height], {}, { title }];

const heatmap = (words, values = {}) => [
  "Diffulizer_TokenHeatmap",
  [400, 640],
  { words, ...values },
  { title: `Where: ${words}` },
];
/** All cross-attention layers, so that a heatmap can choose among them. */
const wordLayers = [
  "Diffulizer_CaptureSettings",
  [400, 470],
  { layers: "*attn2*", max_layers: 0, include_self_attention: false },
];

const compare = (words) => ["Diffulizer_CompareRuns", [400, 480], { words, width: 1024, height: 560 }];
const table = ["PreviewAny", [560, 430], {}, { title: "Table" }];

/** Prompt and negative prompt into a sampler. */
const sampling = (to = "sampler", from = "prompt") => [
  `model.MODEL ${to}.model`,
  `${from}.CONDITIONING ${to}.positive`,
  `negative.CONDITIONING ${to}.negative`,
];
const encoding = (...prompts) => prompts.map((name) => `model.CLIP ${name}.clip`);
const decoding = (from = "sampler.LATENT", to = "decode") => [`${from} ${to}.samples`, `model.VAE ${to}.vae`];
const exporting = (from = "sampler", latent = `${from}.LATENT`) => [
  `${from}.recording export.recording`,
  `${latent} export.latent`,
  "model.VAE export.vae",
];

const DEMO_EXAMPLES = [
  {
    name: "01_record_and_export",
    id: "a78e01d0-2d38-422b-99fb-9bc14709c0e8",
    nodes: {
      note: note(
        "Record and export",
        390,
        "**Watch a picture come into being.**",
        "Press *Run*. The demo model draws the prompt in some seconds on any computer; nothing is downloaded.",
        "**KSampler (Diffulizer)** samples exactly as KSampler does and records beside it where in the picture each word is attended to. On the node: choose a word, move through the steps.",
        "**Export Diffulizer Run** writes plain files to `output/diffulizer/demo_00001`; *Open in viewer* shows all of them.",
        "Attention shows what a layer looked at, not what caused the picture.",
      ),
      model,
      size: size(),
      prompt: prompt(PROMPT),
      negative: negative(),
      sampler: sampler(),
      decode,
      export: exporter("demo"),
      save: save("diffulizer_demo"),
      capture: ["Diffulizer_CaptureSettings", [400, 470], { max_layers: 0 }],
    },
    columns: [
      ["note", "model", "size"],
      ["prompt", "negative", "capture"],
      ["sampler"],
      ["export"],
      ["decode", "save"],
    ],
    links: [
      ...encoding("prompt", "negative"),
      ...sampling(),
      "size.LATENT sampler.latent_image",
      "capture.capture sampler.capture",
      ...exporting(),
      ...decoding(),
      "decode.IMAGE save.images",
    ],
    card: { panel: "export", layer: "Decoder 4", word: "red", step: 12 },
  },
  {
    name: "02_any_sampler",
    id: "5d4c2f0e-6a1b-4c7d-8e2f-3b9a7c1d0e52",
    nodes: {
      note: note(
        "Any sampler",
        330,
        "**Record Attention** goes between model and sampler, after LoRAs and other patches, and records whatever sampler the model goes through: here *SamplerCustomAdvanced* with dpmpp_2m. The picture stays the same, bit for bit.",
        "The panel on *Record Attention* shows each step: the picture as the model sees it coming, and where a word is attended to, averaged over the recorded layers.",
        "Single layers look at different things; the export holds each of them.",
      ),
      model,
      size: size(),
      prompt: prompt("a large yellow star on a black background, photo style"),
      negative: negative(),
      record: ["Diffulizer_RecordAttention", [400, 640]],
      noise: ["RandomNoise", [340, 110], { noise_seed: 7 }],
      guider: ["CFGGuider", [340, 130], { cfg: 5 }],
      choice: ["KSamplerSelect", [340, 90], { sampler_name: "dpmpp_2m" }],
      sigmas: ["BasicScheduler", [340, 150], { scheduler: "karras", steps: 20, denoise: 1 }],
      sampler: ["SamplerCustomAdvanced", [340, 150]],
      export: exporter("any_sampler"),
      decode,
      save: save("diffulizer_any_sampler"),
    },
    columns: [
      ["note", "model", "size"],
      ["prompt", "negative"],
      ["record"],
      ["noise", "guider", "choice", "sigmas", "sampler"],
      ["export"],
      ["decode", "save"],
    ],
    links: [
      ...encoding("prompt", "negative"),
      "model.MODEL record.model",
      "noise.NOISE sampler.noise",
      "record.MODEL guider.model",
      "prompt.CONDITIONING guider.positive",
      "negative.CONDITIONING guider.negative",
      "guider.GUIDER sampler.guider",
      "choice.SAMPLER sampler.sampler",
      "record.MODEL sigmas.model",
      "sigmas.SIGMAS sampler.sigmas",
      "size.LATENT sampler.latent_image",
      "record.recording export.recording",
      "sampler.output export.latent",
      "model.VAE export.vae",
      ...decoding("sampler.output"),
      "decode.IMAGE save.images",
    ],
    card: { panel: "export", layer: "Encoder 4", word: "yellow", step: 12 },
  },
  {
    name: "03_which_word_did_that",
    id: "8f0e6b35-1c94-4d2a-b7e1-05a3c9d86f13",
    nodes: {
      note: note(
        "Which word did that?",
        470,
        "**Token Heatmap** shows where in the picture words of the prompt were attended to: words that follow each other, such as *red circle*, are one phrase.",
        "Both nodes show the same recording. With *layers* on *auto* they show those layers that see the words most clearly; the others are in the recording too (*Capture Settings*: all layers of cross-attention, `*attn2*`). Type another word of the prompt and run again: only the heatmap is made anew.",
        "Each map is stretched to its own largest value, so brightness does not compare words (*scale* does: absolute). Attention shows what layers looked at, not what caused the picture.",
      ),
      model,
      size: size(),
      prompt: prompt(PROMPT),
      negative: negative(),
      capture: wordLayers,
      sampler: sampler(),
      decode,
      picture: preview("The picture"),
      one: heatmap("red circle"),
      other: heatmap("blue square"),
      oneOverlay: preview("Where: red circle"),
      otherOverlay: preview("Where: blue square"),
      oneMap: preview("The map alone"),
      otherMap: preview("The map alone"),
    },
    columns: [
      ["note", "model", "size"],
      ["prompt", "negative", "capture"],
      ["sampler"],
      ["decode", "picture"],
      ["one", "other"],
      ["oneOverlay", "otherOverlay"],
      ["oneMap", "otherMap"],
    ],
    links: [
      ...encoding("prompt", "negative"),
      ...sampling(),
      "size.LATENT sampler.latent_image",
      "capture.capture sampler.capture",
      ...decoding(),
      "decode.IMAGE picture.images",
      ...["one", "other"].flatMap((name) => [
        `sampler.recording ${name}.recording`,
        `decode.IMAGE ${name}.image`,
        `${name}.overlay ${name}Overlay.images`,
        `${name}.map ${name}Map.images`,
      ]),
    ],
    card: {
      columns: [
        ["oneOverlay", "otherOverlay"],
        ["oneMap", "otherMap"],
      ],
    },
  },
  {
    name: "04_two_prompts_compared",
    id: "b4a7c9e2-6d13-48f5-9b0e-2c85d7f1a364",
    nodes: {
      note: note(
        "Prompt A against prompt B",
        470,
        "One word differs, everything else is the same, the seed included. **Compare Runs** holds both recordings side by side at equal noise levels.",
        "*Plots*: where the two part, early or late, and which layers differ most in what they look at. *Difference maps*: where B attends to a word more than A (red) or less (blue). *Table*: the numbers.",
        "A layer that differs a lot need not be the one that makes the pictures differ: attention is not causation.",
      ),
      model,
      size: size(),
      promptA: prompt(PROMPT, "Prompt A"),
      promptB: prompt("a red star above a blue square on a grey background, cartoon style", "Prompt B"),
      negative: negative(),
      capture: wordLayers,
      a: sampler({}, "A"),
      b: sampler({}, "B"),
      decodeA: decode,
      pictureA: preview("Picture A"),
      decodeB: decode,
      pictureB: preview("Picture B"),
      compare: compare("red, square"),
      plots: preview("Plots", 560, 370),
      maps: preview("Difference maps", 560, 370),
      table,
    },
    columns: [
      ["note", "model", "size"],
      ["promptA", "promptB", "negative", "capture"],
      ["a"],
      ["b"],
      ["decodeA", "pictureA", "decodeB", "pictureB"],
      ["compare"],
      ["plots", "maps"],
      ["table"],
    ],
    links: [
      ...encoding("promptA", "promptB", "negative"),
      ...["a", "b"].flatMap((name) => [
        ...sampling(name, `prompt${name.toUpperCase()}`),
        `size.LATENT ${name}.latent_image`,
        `capture.capture ${name}.capture`,
        ...decoding(`${name}.LATENT`, `decode${name.toUpperCase()}`),
        `decode${name.toUpperCase()}.IMAGE picture${name.toUpperCase()}.images`,
        `${name}.recording compare.recording_${name}`,
      ]),
      "compare.plots plots.images",
      "compare.difference_maps maps.images",
      "compare.table table.source",
    ],
    card: {
      columns: [
        ["pictureA", "pictureB"],
        ["plots", "maps"],
      ],
    },
  },
  {
    name: "05_mask_from_attention",
    id: "3e7a90c4-58bd-4f16-9d02-b6c1f4e2a785",
    nodes: {
      note: note(
        "A mask from attention",
        470,
        "The attention to *red circle* becomes a mask, and the second sampler paints anew what lies in it: the circle becomes a star, and nothing else is touched.",
        "On **Token Heatmap**: *threshold* makes the mask smaller or larger, *mask_grow* widens it by pixels. *Set Latent Noise Mask* keeps the rest of the latent; *ImageCompositeMasked* keeps the rest of the picture to the pixel, because a VAE changes a little everywhere.",
        "A mask from attention is as good as the map: look at the overlay before you trust it. Words that the model does not tie to a place give no useful mask.",
      ),
      model,
      size: size(),
      prompt: prompt(PROMPT),
      second: prompt(
        "a yellow star above a blue square on a grey background, cartoon style",
        "What the mask gets",
      ),
      negative: negative(),
      capture: wordLayers,
      draw: sampler({}, "First picture"),
      decode,
      heatmap: heatmap("red circle", { threshold: 0.4, mask_grow: 8 }),
      masked: ["SetLatentNoiseMask", [340, 80]],
      sampler: sampler({ seed: 1 }, "Only what lies in the mask"),
      decode2: decode,
      composite: ["ImageCompositeMasked", [340, 200]],
      white: ["MaskToImage", [340, 60]],
      before: preview("Before"),
      overlay: preview("Where: red circle"),
      mask: preview("Mask"),
      save: save("diffulizer_inpaint", "After"),
    },
    columns: [
      ["note", "model", "size"],
      ["prompt", "second", "negative", "capture"],
      ["draw"],
      ["decode", "heatmap", "masked"],
      ["sampler"],
      ["decode2", "composite", "white"],
      ["before", "mask"],
      ["overlay", "save"],
    ],
    links: [
      ...encoding("prompt", "second", "negative"),
      ...sampling("draw", "prompt"),
      "size.LATENT draw.latent_image",
      "capture.capture draw.capture",
      ...decoding("draw.LATENT"),
      "draw.recording heatmap.recording",
      "decode.IMAGE heatmap.image",
      "draw.LATENT masked.samples",
      "heatmap.mask masked.mask",
      ...sampling("sampler", "second"),
      "masked.LATENT sampler.latent_image",
      ...decoding("sampler.LATENT", "decode2"),
      "decode.IMAGE composite.destination",
      "decode2.IMAGE composite.source",
      "heatmap.mask composite.mask",
      "heatmap.mask white.mask",
      "decode.IMAGE before.images",
      "heatmap.overlay overlay.images",
      "white.IMAGE mask.images",
      "composite.IMAGE save.images",
    ],
    card: {
      columns: [
        ["before", "mask"],
        ["overlay", "save"],
      ],
    },
  },
  {
    name: "06_img2img",
    id: "c2b1e7a4-93d6-4f0b-a5c8-71e0d24f6b96",
    nodes: {
      note: note(
        "Image to image",
        360,
        "The first sampler draws a picture; the second one begins at 80 % noise over it and follows another prompt. In place of the first one, *Load Image* takes a picture of yours.",
        "The recording begins in the middle of the schedule: look at the noise levels (sigma) of its first steps, and at the first prediction, which already has the old picture's layout.",
        "What stays of the old picture comes from the latent that it starts from; attention to the words does not tell how much.",
      ),
      model,
      size: size(),
      first: prompt(PROMPT, "Prompt of the first picture"),
      second: prompt(
        "a green heart above an orange square on a pink background, cartoon style",
        "New prompt",
      ),
      negative: negative(),
      draw: ["KSampler", [400, 290], DRAWING],
      decode,
      encode: ["VAEEncode", [340, 80]],
      sampler: sampler({ seed: 3, denoise: 0.8 }),
      decode2: decode,
      before: preview("Before"),
      save: save("diffulizer_img2img", "After"),
      export: exporter("img2img"),
    },
    columns: [
      ["note", "model", "size"],
      ["first", "second", "negative"],
      ["draw", "decode", "encode"],
      ["sampler"],
      ["before", "save", "decode2"],
      ["export"],
    ],
    links: [
      ...encoding("first", "second", "negative"),
      ...sampling("draw", "first"),
      "size.LATENT draw.latent_image",
      ...decoding("draw.LATENT"),
      "decode.IMAGE before.images",
      "decode.IMAGE encode.pixels",
      "model.VAE encode.vae",
      ...sampling("sampler", "second"),
      "encode.LATENT sampler.latent_image",
      ...decoding("sampler.LATENT", "decode2"),
      "decode2.IMAGE save.images",
      ...exporting(),
    ],
    card: { columns: [["before"], ["save"]] },
  },
  {
    name: "07_batch_of_four",
    id: "61d8f2b7-0a4e-4c39-8e5d-92f7b3a1c06e",
    nodes: {
      note: note(
        "A batch of four",
        420,
        "*batch_size* 4: four pictures of one prompt, each from a noise of its own, are sampled and recorded together. The prompt names no colours, so the noise decides.",
        "**Export Diffulizer Run** writes a run for each: `batch_00001_b0` to `_b3`. Open two of them in the viewer to compare them step by step. The panels show the first.",
        "**Token Heatmap** gives a picture for each as well; *batch_index* chooses one. Each map is stretched to its own largest value.",
      ),
      model,
      size: size(256, 4),
      prompt: prompt("a star above a circle on a grey background, cartoon style"),
      negative: negative(),
      capture: wordLayers,
      sampler: sampler({ seed: 4, cfg: 2 }),
      export: exporter("batch"),
      decode,
      heatmap: heatmap("circle"),
      save: ["SaveImage", [360, 440], { filename_prefix: "diffulizer_batch" }],
      overlays: preview("Where: circle", 360, 410),
    },
    columns: [
      ["note", "model", "size"],
      ["prompt", "negative", "capture"],
      ["sampler"],
      ["export"],
      ["decode", "heatmap"],
      ["save", "overlays"],
    ],
    links: [
      ...encoding("prompt", "negative"),
      ...sampling(),
      "size.LATENT sampler.latent_image",
      "capture.capture sampler.capture",
      ...exporting(),
      ...decoding(),
      "decode.IMAGE save.images",
      "sampler.recording heatmap.recording",
      "decode.IMAGE heatmap.image",
      "heatmap.overlay overlays.images",
    ],
    card: { columns: [["overlays"]] },
  },
];

const SDXL_PROMPT = "a photo of a red heart left of a blue star on a pink background";
const CHECKPOINT = "sd_xl_base_1.0.safetensors";
const checkpoint = [
  "CheckpointLoaderSimple",
  [360, 130],
  { ckpt_name: CHECKPOINT },
  {
    properties: {
      models: [
        {
          name: CHECKPOINT,
          url: "https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0/resolve/main/sd_xl_base_1.0.safetensors",
          directory: "checkpoints",
        },
      ],
    },
  },
];
const SDXL_SAMPLING = { seed: 42, steps: 25, cfg: 7, sampler_name: "dpmpp_2m", scheduler: "karras" };

/** An example of the demo model for SDXL Base 1.0: same nodes and places, other values. */
function sdxl(name, id, nodes, card) {
  const base = DEMO_EXAMPLES.find((example) => name.startsWith(example.name.slice(0, 2)));
  const known = { ...base.nodes, model: checkpoint, size: size(1024), ...nodes };
  return { ...base, name, id, nodes: known, card: { ...base.card, ...card } };
}

const LORA = "sd_xl_offset_example-lora_1.0.safetensors";
const compared = sdxl("04_lora_compared_sdxl", "0c5f83d1-b726-4e9a-a1d4-f3906be8527c", {
  note: note(
    "With a LoRA and without",
    540,
    `Needs \`${CHECKPOINT}\` in models/checkpoints and a LoRA in models/loras: choose yours on *Load LoRA*. B has it, A does not; everything else is the same, the seed included. ${DRAWN}`,
    "*Plots*: where the two part, early or late, and which layers differ most in what they look at. *Difference maps*: where B attends to a word more than A (red) or less (blue). A recording does not tell which LoRAs were on.",
    "A layer that differs a lot need not be the one that makes the pictures differ: attention is not causation.",
  ),
  promptA: prompt(SDXL_PROMPT, "Prompt, without LoRA"),
  promptB: prompt(SDXL_PROMPT, "Prompt, with LoRA"),
  negative: negative("blurry, low quality"),
  negativeB: [
    "Diffulizer_TextEncode",
    [400, 200],
    { text: "blurry, low quality" },
    { title: "Negative prompt, with LoRA", ...RED },
  ],
  a: sampler(SDXL_SAMPLING, "A: without LoRA"),
  b: sampler(SDXL_SAMPLING, "B: with LoRA"),
  compare: compare("red heart, blue star"),
  lora: ["LoraLoader", [360, 180], { lora_name: LORA }],
});
const LORA_LINKS = [
  "model.MODEL lora.model",
  "model.CLIP lora.clip",
  "lora.CLIP promptB.clip",
  "lora.CLIP negativeB.clip",
  "lora.MODEL b.model",
  "promptB.CONDITIONING b.positive",
  "negativeB.CONDITIONING b.negative",
];
const replaced = new Set(LORA_LINKS.map((link) => link.split(" ")[1]));

export const EXAMPLES = [
  ...DEMO_EXAMPLES,
  sdxl(
    "01_record_and_export_sdxl",
    "e9b06f47-2d5a-4c18-bf73-84d1a0c5e629",
    {
      note: note(
        "Record and export: SDXL",
        470,
        `Needs \`${CHECKPOINT}\` in models/checkpoints. ${DRAWN}`,
        "**KSampler (Diffulizer)** samples exactly as KSampler does and records beside it where in the picture each word is attended to. **Capture Settings** takes 12 layers, spread over the network: a recording of about 60 MB, which the node tells before the first step. With little memory: a larger *attention_every*, fewer layers, or *stream_to_disk*.",
        "**Export Diffulizer Run** writes plain files to `output/diffulizer`; *Open in viewer* shows them.",
        "Attention shows what a layer looked at, not what caused the picture.",
      ),
      prompt: prompt(SDXL_PROMPT),
      negative: negative("blurry, low quality"),
      sampler: sampler(SDXL_SAMPLING),
      capture: ["Diffulizer_CaptureSettings", [400, 470]],
      export: exporter("sdxl"),
      save: save("diffulizer_sdxl"),
    },
    { layer: "Encoder 4", word: "red" },
  ),
  sdxl("03_which_word_did_that_sdxl", "7d20c8b5-e64f-4a93-8c1b-50f9e3a7d214", {
    note: note(
      "Which word did that? SDXL",
      540,
      `Needs \`${CHECKPOINT}\` in models/checkpoints. ${DRAWN}`,
      "**Token Heatmap** shows where in the picture words of the prompt were attended to: words that follow each other, such as *red heart*, are one phrase. *layers* on *auto* takes those layers that see the words most clearly; the recording holds all 70 layers of cross-attention.",
      "Type another word of the prompt and run again: only the heatmap is made anew.",
      "Each map is stretched to its own largest value, so brightness does not compare words. Attention shows what layers looked at, not what caused the picture.",
    ),
    prompt: prompt(SDXL_PROMPT),
    negative: negative("blurry, low quality"),
    sampler: sampler(SDXL_SAMPLING),
    one: heatmap("red heart"),
    other: heatmap("blue star"),
    oneOverlay: preview("Where: red heart"),
    otherOverlay: preview("Where: blue star"),
  }),
  {
    ...compared,
    columns: [
      ["note", "model", "size", "lora"],
      ["promptA", "promptB", "negative", "negativeB", "capture"],
      ...compared.columns.slice(2),
    ],
    links: [...compared.links.filter((link) => !replaced.has(link.split(" ")[1])), ...LORA_LINKS],
  },
];
