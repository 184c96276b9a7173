/**
 * What the example workflows are; tools/make_examples.mjs makes them of it. Each is a poster: on a screen of 1440 x 900 all
 * of it is seen at once, with its results. What only carries something from here to there is collapsed.
 *
 * `nodes` are named and get their ids in their order; `columns` lay them out from left to right; `links` are
 * "node.OUTPUT node.input". A node is [type, size, values of widgets by name, more]. A file's name is the title that people
 * read in ComfyUI's list of templates.
 */
const PROMPT = "a red circle above a blue square on a grey background, cartoon style";
const GREEN = { color: "#232", bgcolor: "#353" };
const RED = { color: "#322", bgcolor: "#533" };
const BROWN = { color: "#432", bgcolor: "#653" };

/**
 * Widths of the left column, of a node with a panel, and of what shows results. Heights are those of Nodes 2.0, which needs
 * more: for a badge, and for the text of a note.
 */
const LEFT = 290;
const PANEL = 320;
const RIGHT = 340;

const note = (title, height, ...text) => [
  "MarkdownNote",
  [LEFT, height],
  { text: text.join("\n\n") },
  { title, ...BROWN },
];
const collapsed = ([type, size, values = {}, more = {}]) => [type, size, values, { ...more, collapsed: true }];
const model = ["Diffulizer_DemoModel", [LEFT, 130]];
const size = (side = 256, batch_size = 1) =>
  collapsed(["EmptyLatentImage", [LEFT, 130], { width: side, height: side, batch_size }]);
const prompt = (text, title = "Prompt") => [
  "Diffulizer_TextEncode",
  [LEFT, 130],
  { text },
  { title, ...GREEN },
];
const negative = (text = "") => [
  "Diffulizer_TextEncode",
  [LEFT, 130],
  { text },
  { title: "Negative prompt", ...RED },
];
const DRAWING = { seed: 42, steps: 20, cfg: 5, sampler_name: "euler", scheduler: "normal" };
const sampler = (values = {}, title, width = PANEL) => [
  "Diffulizer_KSampler",
  [width, width + 434],
  { ...DRAWING, ...values },
  { title },
];
const exporter = (run_name, values = {}, width = RIGHT) => [
  "Diffulizer_ExportRun",
  [width, 372],
  { run_name, ...values },
];
const decode = collapsed(["VAEDecode", [200, 50]]);
const save = (filename_prefix, title, [width, height] = [RIGHT, 290]) => [
  "SaveImage",
  [width, height],
  { filename_prefix },
  { title },
];
const preview = (title, width = RIGHT, height = 330) => ["PreviewImage", [width, height], {}, { title }];

const heatmap = (words, values = {}) => [
  "Diffulizer_TokenHeatmap",
  [LEFT, 282],
  { words, ...values },
  { title: `Where: ${words}` },
];
/** All cross-attention layers, so that a heatmap can choose among them. */
const wordLayers = collapsed([
  "Diffulizer_CaptureSettings",
  [LEFT, 200],
  { layers: "*attn2*", max_layers: 0, include_self_attention: false },
]);

/** Prompt and negative prompt into a sampler, and a VAE for its panel. */
const sampling = (to = "sampler", from = "prompt") => [
  `model.MODEL ${to}.model`,
  `${from}.CONDITIONING ${to}.positive`,
  `negative.CONDITIONING ${to}.negative`,
];
const encoding = (...prompts) => prompts.map((name) => `model.CLIP ${name}.clip`);
const watching = (...samplers) => samplers.map((name) => `model.VAE ${name}.vae`);
const decoding = (from = "sampler.LATENT", to = "decode") => [`${from} ${to}.samples`, `model.VAE ${to}.vae`];
const exporting = (from = "sampler", latent = `${from}.LATENT`) => [
  `${from}.recording export.recording`,
  `${latent} export.latent`,
  "model.VAE export.vae",
];

const START = {
  name: "01 Start here (no download)",
  id: "a78e01d0-2d38-422b-99fb-9bc14709c0e8",
  nodes: {
    note: note(
      "Start here",
      176,
      "Press *Run*, and watch the picture come into being. Then click a word above the picture: the colours show where the model looks at it.",
      "Or point at the picture: which words does this place look at?",
      "Attention shows what a layer looked at, not what caused the picture.",
    ),
    model,
    size: size(),
    prompt: prompt(PROMPT),
    negative: collapsed(negative()),
    capture: collapsed([
      "Diffulizer_CaptureSettings",
      [LEFT, 200],
      { layers: "*attn2*, *put_blocks.4.1*attn1*", max_layers: 0 },
    ]),
    sampler: sampler(),
    decode,
    export: exporter("demo"),
    save: save("diffulizer_demo"),
  },
  columns: [
    ["note", "model", "prompt", "negative", "size", "capture"],
    ["sampler"],
    ["export", "save", "decode"],
  ],
  links: [
    ...encoding("prompt", "negative"),
    ...sampling(),
    ...watching("sampler"),
    "size.LATENT sampler.latent_image",
    "capture.capture sampler.capture",
    ...exporting(),
    ...decoding(),
    "decode.IMAGE save.images",
  ],
  card: { panel: "sampler", word: "circle", step: 12 },
};

const MASK = {
  name: "02 Make a mask from a word",
  id: "3e7a90c4-58bd-4f16-9d02-b6c1f4e2a785",
  nodes: {
    note: note(
      "A mask from a word",
      190,
      "The attention to *red circle* becomes a mask. The sampler repaints this part as a yellow star and leaves the rest.",
      "On *Where: red circle*, a higher *threshold* makes the mask smaller, *mask_grow* widens it. Look at the mask before you trust it: not every word has a place.",
    ),
    model: collapsed(model),
    size: size(),
    prompt: prompt(PROMPT),
    second: prompt("a yellow star above a blue square on a grey background, cartoon style", "What the mask gets"),
    negative: collapsed(negative()),
    capture: wordLayers,
    draw: sampler({}, "First picture"),
    decode,
    heatmap: heatmap("red circle", { threshold: 0.4, mask_grow: 8 }),
    masked: collapsed(["SetLatentNoiseMask", [220, 50]]),
    sampler: collapsed(["KSampler", [220, 270], { ...DRAWING, seed: 1 }, { title: "Sample the mask" }]),
    decode2: decode,
    composite: collapsed(["ImageCompositeMasked", [220, 150]]),
    white: collapsed(["MaskToImage", [220, 30]]),
    before: preview("Before", 250, 240),
    mask: preview("Mask", 250, 240),
    save: save("diffulizer_inpaint", "After", [LEFT, 320]),
  },
  columns: [
    ["note", "prompt", "second", "negative", "model", "size", "capture"],
    ["draw"],
    ["before", "mask", "decode", "white", "decode2", "composite"],
    ["heatmap", "save", "masked", "sampler"],
  ],
  links: [
    ...encoding("prompt", "second", "negative"),
    ...sampling("draw", "prompt"),
    ...watching("draw"),
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
    "white.IMAGE mask.images",
    "composite.IMAGE save.images",
  ],
  card: { columns: [["before", "mask"], ["save"]] },
};

const WORD = {
  name: "03 Which word did that",
  id: "8f0e6b35-1c94-4d2a-b7e1-05a3c9d86f13",
  nodes: {
    note: note(
      "Which word did that?",
      250,
      "*Token Heatmap* shows where the model looked at words. Type other words of the prompt on it and press *Run*: only the heatmap is remade. Words that follow each other are one phrase.",
      "*auto* takes the layers that see the words most clearly. Each map is stretched to its own largest value, so brightness does not compare words.",
      "Attention shows what layers looked at, not what caused the picture.",
    ),
    model: collapsed(model),
    size: size(),
    prompt: prompt(PROMPT),
    negative: collapsed(negative()),
    capture: wordLayers,
    sampler: sampler(),
    decode,
    picture: preview("The picture", 300, 340),
    heatmap: ["Diffulizer_TokenHeatmap", [300, 282], { words: "red circle, blue square" }],
    overlays: preview("Where: red circle, blue square", 310),
    maps: preview("The maps alone", 310),
  },
  columns: [
    ["note", "prompt", "negative", "model", "size", "capture"],
    ["sampler"],
    ["heatmap", "picture", "decode"],
    ["overlays", "maps"],
  ],
  links: [
    ...encoding("prompt", "negative"),
    ...sampling(),
    ...watching("sampler"),
    "size.LATENT sampler.latent_image",
    "capture.capture sampler.capture",
    ...decoding(),
    "decode.IMAGE picture.images",
    "sampler.recording heatmap.recording",
    "decode.IMAGE heatmap.image",
    "heatmap.overlay overlays.images",
    "heatmap.map maps.images",
  ],
  card: { columns: [["picture"], ["overlays"]] },
};

const COMPARED = {
  name: "04 Change one word",
  id: "b4a7c9e2-6d13-48f5-9b0e-2c85d7f1a364",
  nodes: {
    note: note(
      "Change one word",
      194,
      "*circle* becomes *star*; everything else is the same, the seed included. What changes?",
      "*What changed* sums it up. *Plots* shows when the two diverge. *Difference maps* shows where B looks at a word more than A (red) or less (blue).",
      "A layer that differs a lot need not be the one that makes the pictures differ.",
    ),
    model: collapsed(model),
    size: size(),
    promptA: prompt(PROMPT, "Prompt A"),
    promptB: prompt("a red star above a blue square on a grey background, cartoon style", "Prompt B"),
    negative: collapsed(negative()),
    capture: wordLayers,
    a: sampler({}, "A", 300),
    b: sampler({}, "B", 300),
    compare: collapsed(["Diffulizer_CompareRuns", [LEFT, 200], { width: 1024, height: 640 }]),
    table: ["PreviewAny", [345, 170], {}, { title: "What changed" }],
    plots: preview("Plots", 345, 200),
    maps: preview("Difference maps", 345, 200),
  },
  columns: [
    ["note", "promptA", "promptB", "negative", "model", "size"],
    ["a"],
    ["b"],
    ["table", "maps", "plots", "capture", "compare"],
  ],
  links: [
    ...encoding("promptA", "promptB", "negative"),
    ...["a", "b"].flatMap((name) => [
      ...sampling(name, `prompt${name.toUpperCase()}`),
      ...watching(name),
      `size.LATENT ${name}.latent_image`,
      `capture.capture ${name}.capture`,
      `${name}.recording compare.recording_${name}`,
    ]),
    "compare.plots plots.images",
    "compare.difference_maps maps.images",
    "compare.table table.source",
  ],
  card: { columns: [["maps", "plots"]] },
};

const TAKEN = {
  name: "11 Take a word away",
  id: "0c9f4b7e-2d58-4a36-8e71-5b3a9d60c8f2",
  nodes: {
    note: note(
      "Take a word away",
      212,
      "Attention shows where the model looked. It does not show what that did. So take a word away and look: *Edit Attention* leaves *circle* out of the attention of B; everything else is the same, the seed included.",
      "The word stays in the text encoders, where other words took something of it.",
    ),
    model: collapsed(model),
    size: size(),
    prompt: prompt(PROMPT),
    negative: collapsed(negative()),
    edit: ["Diffulizer_EditAttention", [LEFT, 160], { words: "circle" }],
    capture: wordLayers,
    a: sampler({}, "A: all words", 300),
    b: sampler({}, "B: without “circle”", 300),
    compare: collapsed(["Diffulizer_CompareRuns", [LEFT, 200], { width: 1024, height: 640 }]),
    table: ["PreviewAny", [345, 170], {}, { title: "What changed" }],
    plots: preview("Plots", 345, 200),
    maps: preview("Difference maps", 345, 200),
  },
  columns: [
    ["note", "prompt", "negative", "model", "size", "edit"],
    ["a"],
    ["b"],
    ["table", "maps", "plots", "capture", "compare"],
  ],
  links: [
    ...encoding("prompt", "negative"),
    "model.MODEL a.model",
    "model.MODEL edit.model",
    "edit.MODEL b.model",
    ...["a", "b"].flatMap((name) => [
      `prompt.CONDITIONING ${name}.positive`,
      `negative.CONDITIONING ${name}.negative`,
      ...watching(name),
      `size.LATENT ${name}.latent_image`,
      `capture.capture ${name}.capture`,
      `${name}.recording compare.recording_${name}`,
    ]),
    "compare.plots plots.images",
    "compare.difference_maps maps.images",
    "compare.table table.source",
  ],
  card: { columns: [["a"], ["b"]] },
};

const EACH_WORD = {
  name: "12 Word effects",
  id: "f3a1d7c6-94b2-4e08-a6d5-17c0e82b5f49",
  nodes: {
    note: note(
      "What did each word do?",
      262,
      "*Word Effects* samples the picture, and then again from the same noise without each of its *words*. *Without each word* shows what becomes of it, and where it changes.",
      "Each word takes as long as the picture.",
      "*Open in viewer* has all of it under *What if*. One seed is one example.",
    ),
    model: collapsed(model),
    size: size(),
    prompt: prompt(PROMPT),
    negative: collapsed(negative()),
    capture: wordLayers,
    effects: ["Diffulizer_WordEffects", [300, 762], { ...DRAWING, seed: 7, words: "red, circle, above" }],
    export: collapsed(exporter("word_effects", {}, LEFT)),
    sheet: preview("Without each word", 690, 540),
    table: ["PreviewAny", [690, 172], {}, { title: "In numbers" }],
  },
  columns: [
    ["note", "prompt", "negative", "model", "size", "capture", "export"],
    ["effects"],
    ["sheet", "table"],
  ],
  links: [
    ...encoding("prompt", "negative"),
    ...sampling("effects"),
    ...watching("effects"),
    "size.LATENT effects.latent_image",
    "capture.capture effects.capture",
    "effects.sheet sheet.images",
    "effects.table table.source",
    ...exporting("effects"),
  ],
  card: { columns: [["sheet"]] },
};

const ANY_SAMPLER = {
  name: "05 With any sampler",
  id: "5d4c2f0e-6a1b-4c7d-8e2f-3b9a7c1d0e52",
  nodes: {
    note: note(
      "Any sampler",
      172,
      "Put *Record Attention* between model and sampler, after LoRAs and other patches. It records any sampler that the model goes to.",
      "The picture stays the same, bit for bit.",
    ),
    model: collapsed(model),
    size: size(),
    prompt: prompt("a large yellow star on a black background, photo style"),
    negative: collapsed(negative()),
    record: ["Diffulizer_RecordAttention", [PANEL, 506]],
    guider: ["CFGGuider", [270, 102], { cfg: 5 }],
    noise: ["RandomNoise", [270, 90], { noise_seed: 7 }],
    choice: ["KSamplerSelect", [270, 62], { sampler_name: "dpmpp_2m" }],
    sigmas: ["BasicScheduler", [270, 118], { scheduler: "karras", steps: 20, denoise: 1 }],
    sampler: ["SamplerCustomAdvanced", [270, 120]],
    export: exporter("any_sampler"),
    decode,
    save: save("diffulizer_any_sampler"),
  },
  columns: [
    ["note", "prompt", "negative", "model", "size"],
    ["record"],
    ["guider", "noise", "choice", "sigmas", "sampler", "decode"],
    ["export", "save"],
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
  card: { panel: "record", word: "yellow", step: 12 },
};

const IMG2IMG = {
  name: "06 Image to image",
  id: "c2b1e7a4-93d6-4f0b-a5c8-71e0d24f6b96",
  nodes: {
    note: note(
      "Image to image",
      190,
      "The first picture gets 80 % noise, and another prompt goes on from there. For your own picture, replace *First picture* with *Load Image*.",
      "In the panel, look at the first steps: the old layout is there already. What stays of the old picture comes from its latent; attention does not say how much.",
    ),
    model: collapsed(model),
    size: size(),
    first: prompt(PROMPT, "Prompt of the first picture"),
    second: prompt("a green heart above an orange square on a pink background, cartoon style", "New prompt"),
    negative: collapsed(negative()),
    draw: collapsed(["KSampler", [LEFT, 270], DRAWING, { title: "First picture" }]),
    decode,
    encode: collapsed(["VAEEncode", [200, 50]]),
    sampler: sampler({ seed: 3, denoise: 0.8 }),
    decode2: decode,
    before: preview("Before", 265, 315),
    save: save("diffulizer_img2img", "After", [265, 340]),
    export: exporter("img2img"),
  },
  columns: [
    ["note", "first", "second", "negative", "model", "size", "draw"],
    ["sampler"],
    ["before", "save"],
    ["export", "decode", "encode", "decode2"],
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
    ...watching("sampler"),
    "encode.LATENT sampler.latent_image",
    ...decoding("sampler.LATENT", "decode2"),
    "decode2.IMAGE save.images",
    ...exporting(),
  ],
  card: { columns: [["before"], ["save"]] },
};

const BATCH = {
  name: "07 A batch of four",
  id: "61d8f2b7-0a4e-4c39-8e5d-92f7b3a1c06e",
  nodes: {
    note: note(
      "A batch of four",
      190,
      "Four pictures of one prompt are sampled and recorded together, each from its own noise. The prompt names no colours, so the noise decides.",
      "*Export Diffulizer Run* writes a run for each. *Token Heatmap* gives a picture for each.",
    ),
    model: collapsed(model),
    size: size(256, 4),
    prompt: prompt("a star above a circle on a grey background, cartoon style"),
    negative: collapsed(negative()),
    capture: wordLayers,
    sampler: sampler({ seed: 4, cfg: 2 }),
    export: exporter("batch"),
    decode,
    heatmap: heatmap("circle"),
    save: save("diffulizer_batch", undefined, [265, 340]),
    overlays: preview("Where: circle", 265, 315),
  },
  columns: [
    ["note", "prompt", "negative", "model", "size", "capture"],
    ["sampler"],
    ["export", "heatmap", "decode"],
    ["save", "overlays"],
  ],
  links: [
    ...encoding("prompt", "negative"),
    ...sampling(),
    ...watching("sampler"),
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
};

const SDXL_PROMPT = "a photo of a red heart left of a blue star on a pink background";
const CHECKPOINT = "sd_xl_base_1.0.safetensors";
const NEEDS = `Needs *${CHECKPOINT}* in models/checkpoints.`;
const checkpoint = [
  "CheckpointLoaderSimple",
  [LEFT, 126],
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

/** An example of the demo model for SDXL Base 1.0: other values, and the checkpoint in sight. */
function sdxl(base, name, id, nodes, more = {}) {
  const known = { model: checkpoint, size: size(1024), negative: collapsed(negative("blurry, low quality")) };
  const columns = [["note", "model", ...base.columns[0].filter((n) => !["note", "model"].includes(n))]];
  return {
    ...base,
    name,
    id,
    nodes: { ...base.nodes, ...known, ...nodes },
    columns: [...columns, ...base.columns.slice(1)],
    card: { ...base.card, word: "heart", needs: [CHECKPOINT] },
    ...more,
  };
}

const LORA = "sd_xl_offset_example-lora_1.0.safetensors";
const lora = sdxl(COMPARED, "10 With SDXL - LoRA on and off", "0c5f83d1-b726-4e9a-a1d4-f3906be8527c", {
  note: note(
    "With a LoRA and without",
    150,
    `${NEEDS} B has the LoRA that *Load LoRA* names, A has none; everything else is the same.`,
    "A layer that differs a lot need not be the one that makes the pictures differ.",
  ),
  prompt: prompt(SDXL_PROMPT),
  a: sampler(SDXL_SAMPLING, "A: without LoRA", 300),
  b: sampler(SDXL_SAMPLING, "B: with LoRA", 300),
  lora: ["LoraLoaderModelOnly", [LEFT, 114], { lora_name: LORA }, { title: "Load LoRA" }],
});
const { promptA, promptB, ...loraNodes } = lora.nodes;
const LORA_LINKS = [...encoding("prompt"), "model.MODEL lora.model", "lora.MODEL b.model"];
const LORA_PROMPTS = ["a", "b"].map((name) => `prompt.CONDITIONING ${name}.positive`);

const SEQUENCE = {
  name: "13 A transformer (no download)",
  id: "a86e3b0d-5c17-4f92-8d4b-62f9e1c07a35",
  nodes: {
    note: note(
      "A transformer",
      250,
      "The demo model's other network is a miniature of Flux. Words and picture are one sequence, and each looks at all of it. Press *Run*, then click a word.",
      "A place divides its attention among the words and the picture itself. So a map is lower than a UNet's, and the panel names the picture's share.",
      "Attention shows what a layer looked at, not what caused the picture.",
    ),
    prompt: prompt(PROMPT),
    negative: collapsed(negative()),
    model: [...model, { kind: "transformer" }],
    size: size(),
    sampler: sampler(),
    export: exporter("transformer"),
    decode,
    save: save("diffulizer_transformer"),
  },
  columns: [
    ["note", "model", "prompt", "negative", "size"],
    ["sampler"],
    ["export", "save", "decode"],
  ],
  links: [
    ...encoding("prompt", "negative"),
    ...sampling(),
    ...watching("sampler"),
    "size.LATENT sampler.latent_image",
    ...exporting(),
    ...decoding(),
    "decode.IMAGE save.images",
  ],
  card: { panel: "sampler", word: "circle", step: 12 },
};

const FILES_AT = "https://huggingface.co/";
/** A loader of files, each with the place that ComfyUI's own templates have it from. */
const loader = (type, height, values, models) => [
  type,
  [LEFT, height],
  values,
  {
    properties: {
      models: models.map(([place, directory]) => ({
        name: place.split("/").at(-1),
        url: FILES_AT + place,
        directory,
      })),
    },
  },
];
const network = (place) =>
  loader("UNETLoader", 114, { unet_name: place.split("/").at(-1) }, [[place, "diffusion_models"]]);
/** What Z-Image and Flux share: a latent of 16 channels, its autoencoder, and nothing for a negative prompt, as at cfg 1. */
const flow = {
  vae: loader("VAELoader", 90, { vae_name: "ae.safetensors" }, [
    ["Comfy-Org/z_image_turbo/resolve/main/split_files/vae/ae.safetensors", "vae"],
  ]),
  size: collapsed(["EmptySD3LatentImage", [LEFT, 130], { width: 1024, height: 1024, batch_size: 1 }]),
  negative: collapsed(["ConditioningZeroOut", [LEFT, 50], {}, { title: "No negative prompt" }]),
  prompt: prompt(SDXL_PROMPT),
  decode,
};
const FLOW_LINKS = [
  "clip.CLIP prompt.clip",
  "prompt.CONDITIONING negative.conditioning",
  "size.LATENT sampler.latent_image",
  "negative.CONDITIONING sampler.negative",
  "sampler.LATENT export.latent",
  "vae.VAE export.vae",
  "sampler.LATENT decode.samples",
  "vae.VAE decode.vae",
  "decode.IMAGE save.images",
];

const Z_IMAGE = {
  name: "14 With Z-Image-Turbo",
  id: "4b92d7f1-0e6c-4a58-93b7-d8c5a1f26e40",
  nodes: {
    note: note(
      "Z-Image-Turbo",
      270,
      "The three files to get are named in the loaders. They go into the folders of models that are called *diffusion_models*, *text_encoders* and *vae*.",
      "In this transformer, words and picture are one sequence. A place divides its attention among the words, the picture itself and padding, so a word's map is lower than a UNet's.",
      "At cfg 1 no negative prompt is evaluated, and none is recorded.",
    ),
    ...flow,
    unet: network("Comfy-Org/z_image_turbo/resolve/main/split_files/diffusion_models/z_image_turbo_bf16.safetensors"),
    clip: loader("CLIPLoader", 138, { clip_name: "qwen_3_4b.safetensors", type: "lumina2" }, [
      ["Comfy-Org/z_image_turbo/resolve/main/split_files/text_encoders/qwen_3_4b.safetensors", "text_encoders"],
    ]),
    shift: ["ModelSamplingAuraFlow", [LEFT, 90], { shift: 3 }],
    sampler: sampler({ steps: 9, cfg: 1, sampler_name: "res_multistep", scheduler: "simple" }),
    export: exporter("z_image"),
    save: save("diffulizer_z_image"),
  },
  columns: [
    ["note", "prompt", "negative", "size"],
    ["unet", "clip", "vae", "shift"],
    ["sampler"],
    ["export", "save", "decode"],
  ],
  links: [
    "unet.MODEL shift.model",
    "shift.MODEL sampler.model",
    "prompt.CONDITIONING sampler.positive",
    "vae.VAE sampler.vae",
    "sampler.recording export.recording",
    ...FLOW_LINKS,
  ],
  card: { panel: "sampler", word: "heart", step: 6, needs: ["Z-Image-Turbo"] },
};

const FLUX = {
  name: "15 With Flux",
  id: "d0f6a2c9-71b3-4e84-b5d2-3a9c8e6f1b07",
  nodes: {
    note: note(
      "Flux",
      290,
      "The four files to get are named in the loaders. They go into the folders of models that are called *diffusion_models*, *text_encoders* and *vae*.",
      "Double layers have weights of their own for words and picture, single layers the same for both. In each, a place divides its attention among the words, padding and the picture itself.",
      "The words are T5's. At cfg 1 no negative prompt is evaluated, and none is recorded.",
    ),
    ...flow,
    unet: network("Comfy-Org/flux1-dev/resolve/main/flux1-dev.safetensors"),
    clip: loader(
      "DualCLIPLoader",
      162,
      { clip_name1: "clip_l.safetensors", clip_name2: "t5xxl_fp16.safetensors", type: "flux" },
      ["clip_l", "t5xxl_fp16"].map((name) => [
        `comfyanonymous/flux_text_encoders/resolve/main/${name}.safetensors`,
        "text_encoders",
      ]),
    ),
    guidance: ["FluxGuidance", [LEFT, 90], { guidance: 3.5 }],
    record: ["Diffulizer_RecordAttention", [PANEL, 506]],
    sampler: collapsed(["KSampler", [PANEL, 270], { ...DRAWING, cfg: 1, scheduler: "simple" }]),
    export: exporter("flux"),
    save: save("diffulizer_flux"),
  },
  columns: [
    ["note", "prompt", "negative", "size"],
    ["unet", "clip", "vae", "guidance"],
    ["record", "sampler"],
    ["export", "save", "decode"],
  ],
  links: [
    "unet.MODEL record.model",
    "record.MODEL sampler.model",
    "prompt.CONDITIONING guidance.conditioning",
    "guidance.CONDITIONING sampler.positive",
    "record.recording export.recording",
    ...FLOW_LINKS,
  ],
  card: { panel: "record", word: "heart", step: 12, needs: ["Flux.1 dev"] },
};

export const EXAMPLES = [
  START,
  MASK,
  WORD,
  COMPARED,
  ANY_SAMPLER,
  IMG2IMG,
  BATCH,
  sdxl(START, "08 With SDXL - start", "e9b06f47-2d5a-4c18-bf73-84d1a0c5e629", {
    note: note(
      "Start with SDXL",
      190,
      `${NEEDS} Press *Run*, then click a word above the picture, or point at the picture.`,
      "*Capture Settings* records 12 layers, spread over the network. Choose others there.",
      "Attention shows what a layer looked at, not what caused the picture.",
    ),
    prompt: prompt(SDXL_PROMPT),
    capture: collapsed(["Diffulizer_CaptureSettings", [LEFT, 200]]),
    sampler: sampler(SDXL_SAMPLING),
    export: exporter("sdxl"),
    save: save("diffulizer_sdxl"),
  }),
  sdxl(WORD, "09 With SDXL - which word did that", "7d20c8b5-e64f-4a93-8c1b-50f9e3a7d214", {
    note: note(
      "Which word did that? SDXL",
      232,
      `${NEEDS} *Token Heatmap* shows where the model looked at words. Type other words of the prompt on it and press *Run*: only the heatmap is remade.`,
      "*auto* takes those of the 70 layers that see the words most clearly. Each map is stretched to its own largest value.",
      "Attention shows what layers looked at, not what caused the picture.",
    ),
    prompt: prompt(SDXL_PROMPT),
    sampler: sampler(SDXL_SAMPLING),
    heatmap: ["Diffulizer_TokenHeatmap", [300, 282], { words: "red heart, blue star" }],
    overlays: preview("Where: red heart, blue star", 310),
  }),
  {
    ...lora,
    nodes: loraNodes,
    columns: [["note", "model", "lora", "prompt", "negative", "size"], ...lora.columns.slice(1)],
    links: [
      ...lora.links.filter((link) => !/^prompt|\.CLIP prompt| b\.model$/.test(link)),
      ...LORA_LINKS,
      ...LORA_PROMPTS,
    ],
    card: { ...lora.card, needs: [CHECKPOINT, "a LoRA of yours"] },
  },
  TAKEN,
  EACH_WORD,
  SEQUENCE,
  Z_IMAGE,
  FLUX,
];
