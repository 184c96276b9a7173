/** The channels of metrics.json: what each one is and how it is read. */
export interface Channel {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  /** The definition, as the format states it. */
  readonly definition: string;
  readonly reading: string;
}

/** One number a step each. */
export const CHANNELS: readonly Channel[] = [
  {
    key: "latent_l2_norm",
    title: "Size of the latent",
    unit: "‖x‖₂",
    definition: "Euclidean norm of the latent after the step, in sigma-scaled space.",
    reading: "Falls as noise is taken away; what remains at the end is the picture.",
  },
  {
    key: "predicted_noise_l2_norm",
    title: "Size of the predicted noise",
    unit: "‖ε‖₂",
    definition: "Euclidean norm of the noise predicted after guidance, ε = (x − x̂₀)/σ.",
    reading: "True noise has about √(number of latent values); guidance makes it larger.",
  },
  {
    key: "predicted_noise_text_l2_norm",
    title: "Size of the noise predicted with the prompt",
    unit: "‖ε_text‖₂",
    definition: "Euclidean norm of the noise predicted with the prompt alone, before guidance.",
    reading: "Beside the next one: what each side of the guidance says by itself.",
  },
  {
    key: "predicted_noise_uncond_l2_norm",
    title: "Size of the noise predicted with the negative prompt",
    unit: "‖ε_uncond‖₂",
    definition: "Euclidean norm of the noise predicted with the negative prompt alone, before guidance.",
    reading: "Nearly equal to the one before: guidance lives on a small difference.",
  },
  {
    key: "guidance_l2_norm",
    title: "How far the prompt pulls",
    unit: "‖ε_text − ε_uncond‖₂",
    definition:
      "Norm of the difference between the noise predicted with the prompt and with the negative prompt.",
    reading: "Large where the two prompts disagree. It is multiplied by the guidance scale.",
  },
  {
    key: "guidance_cosine",
    title: "Agreement of the two predictions",
    unit: "cos",
    definition: "Cosine of the noise predicted with the prompt and with the negative prompt.",
    reading: "1: the prompt changes nothing but size. It falls where the prompt decides.",
  },
  {
    key: "x0_change_l2",
    title: "Change of the predicted picture",
    unit: "‖Δx̂₀‖₂",
    definition: "Norm of the change of the predicted clean latent since the previous step.",
    reading: "High while the picture is still being decided, low while details settle.",
  },
  {
    key: "cosine_similarity_to_previous",
    title: "Likeness to the previous step",
    unit: "cos",
    definition: "Cosine of the latents after this and after the previous step.",
    reading: "Near 1: the step turned the latent little.",
  },
  {
    key: "attention_kl_divergence",
    title: "Shift of attention between words",
    unit: "KL divergence, nats",
    definition: "KL divergence of this step’s mean token activations from the previous step’s.",
    reading: "A peak says that attention moved from some words to others at this step.",
  },
];

export const TOKEN_ENTROPY: Channel = {
  key: "cross_attention_entropy",
  title: "Token entropy: over how many words",
  unit: "nats",
  definition: "−Σ p ln p over tokens, mean over image positions and layers.",
  reading: "Low: places attend to one word. High: to many at once.",
};

export const SPATIAL_ENTROPY: Channel = {
  key: "cross_attention_spatial_entropy",
  title: "Spatial entropy: over how much of the picture",
  unit: "nats",
  definition: "−Σ p ln p over image positions, of each token’s map scaled to sum 1; mean over tokens.",
  reading: "Low: words have their places. High: they are spread over the picture.",
};

export const SELF_ENTROPY: Channel = {
  key: "self_attention_entropy",
  title: "Self-attention entropy",
  unit: "nats",
  definition: "−Σ p ln p over key positions, mean over image positions and layers.",
  reading: "Low: a place looks at few others. High: at the whole picture.",
};

export const SPECTRUM: Channel = {
  key: "latent_spectrum",
  title: "Spectrum of the latent",
  unit: "power",
  definition: "Power of the latent after the step by octave of spatial frequency.",
  reading: "Coarse octaves settle first; white noise has the same power in all.",
};
