using System.Globalization;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>A vision transformer of 12 layers over patches of 16×16 pixels: N×3×H×W to N×classes, H and W the multiples of 16 that it was made for.</summary>
/// <remarks>
/// Parameter names are torchvision's (those of its <c>VisionTransformer</c> since 0.13). The patches' projection starts from a normal distribution of deviation
/// √(1 / inputs), the positions from one of 0.02; attention and MLPs from Xavier uniform; the head and the class token at 0. No dropout.
/// Sources: Dosovitskiy et al., An Image is Worth 16x16 Words, 2020; Touvron et al., Training Data-Efficient Image Transformers, 2021, table 1 for the sizes.
/// Images need not be square; torchvision's must.
/// </remarks>
internal sealed class VisionTransformer : Module<Tensor, Tensor>
{
    internal static IReadOnlyList<BuiltInModel> BuiltIn { get; } =
        [OfSize("vit_tiny", "DeiT-Ti", attentionHeads: 3, hidden: 192), OfSize("vit_small", "DeiT-S", attentionHeads: 6, hidden: 384)];

    /// <summary>Side of a patch in pixels.</summary>
    public const int Patch = 16;

    private const int Depth = 12;

    [ComponentName(Name = "class_token")]
    private readonly Parameter classToken;

    [ComponentName(Name = "conv_proj")]
    private readonly Conv2d projection;

    private readonly Encoder encoder;
    private readonly Sequential heads;

    /// <param name="attentionHeads">Divides the width.</param>
    /// <param name="width">Numbers that stand for a patch.</param>
    public VisionTransformer(int height, int width, int attentionHeads, int hidden, int classes)
        : base(nameof(VisionTransformer))
    {
        projection = Layers.FromNormal(Conv2d(3, hidden, Patch, stride: Patch), Math.Sqrt(1.0 / (3 * Patch * Patch)));
        classToken = new Parameter(zeros(1, 1, hidden));
        encoder = new Encoder((height / Patch * (width / Patch)) + 1, attentionHeads, hidden);
        var head = Linear(hidden, classes);
        init.zeros_(head.weight);
        init.zeros_(head.bias);
        heads = Sequential(("head", head));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var patches = projection.call(input).flatten(2).transpose(1, 2);
        var tokens = cat([classToken.expand(input.shape[0], -1, -1), patches], 1);
        return heads.call(encoder.call(tokens).select(1, 0)).MoveToOuterDisposeScope();
    }

    private sealed class Encoder : Module<Tensor, Tensor>
    {
        [ComponentName(Name = "pos_embedding")]
        private readonly Parameter positions;

        private readonly Sequential layers;

        [ComponentName(Name = "ln")]
        private readonly LayerNorm norm;

        public Encoder(long tokens, int attentionHeads, int hidden)
            : base(nameof(Encoder))
        {
            positions = new Parameter(init.normal_(empty(1, tokens, hidden), 0, 0.02));
            layers = Sequential(Enumerable.Range(0, Depth).Select(index =>
                (string.Create(CultureInfo.InvariantCulture, $"encoder_layer_{index}"), (Module<Tensor, Tensor>)new EncoderLayer(attentionHeads, hidden)))
                .ToArray());
            norm = LayerNorm(hidden, eps: 1e-6);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return norm.call(layers.call(input + positions)).MoveToOuterDisposeScope();
        }
    }

    private sealed class EncoderLayer : Module<Tensor, Tensor>
    {
        [ComponentName(Name = "ln_1")]
        private readonly LayerNorm attentionNorm;

        [ComponentName(Name = "self_attention")]
        private readonly SelfAttention attention;

        [ComponentName(Name = "ln_2")]
        private readonly LayerNorm mlpNorm;

        private readonly Sequential mlp;

        public EncoderLayer(int attentionHeads, int hidden)
            : base(nameof(EncoderLayer))
        {
            attentionNorm = LayerNorm(hidden, eps: 1e-6);
            attention = new SelfAttention(attentionHeads, hidden);
            mlpNorm = LayerNorm(hidden, eps: 1e-6);
            // Numbers leave room for the dropouts that torchvision has there.
            mlp = Sequential(("0", Dense(hidden, 4 * hidden)), ("1", GELU()), ("3", Dense(4 * hidden, hidden)));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = input + attention.call(attentionNorm.call(input));
            return (x + mlp.call(mlpNorm.call(x))).MoveToOuterDisposeScope();
        }

        private static Linear Dense(int from, int to)
        {
            var linear = Linear(from, to);
            init.xavier_uniform_(linear.weight);
            init.normal_(linear.bias, 0, 1e-6);
            return linear;
        }
    }

    private sealed class SelfAttention : Module<Tensor, Tensor>
    {
        private readonly int attentionHeads;

        [ComponentName(Name = "in_proj_weight")]
        private readonly Parameter weight;

        [ComponentName(Name = "in_proj_bias")]
        private readonly Parameter bias;

        [ComponentName(Name = "out_proj")]
        private readonly Linear output;

        public SelfAttention(int attentionHeads, int hidden)
            : base(nameof(SelfAttention))
        {
            this.attentionHeads = attentionHeads;
            weight = new Parameter(init.xavier_uniform_(empty(3 * hidden, hidden)));
            bias = new Parameter(zeros(3 * hidden));
            output = Linear(hidden, hidden);
            init.zeros_(output.bias);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var (images, tokens, hidden) = (input.shape[0], input.shape[1], input.shape[2]);
            var size = hidden / attentionHeads;
            // 3 × images × heads × tokens × size
            var parts = functional.linear(input, weight, bias).reshape(images, tokens, 3, attentionHeads, size).permute(2, 0, 3, 1, 4);
            var scores = functional.softmax(matmul(parts[0] * (1 / Math.Sqrt(size)), parts[1].transpose(-2, -1)), -1);
            var mixed = matmul(scores, parts[2]).transpose(1, 2).reshape(images, tokens, hidden);
            return output.call(mixed).MoveToOuterDisposeScope();
        }
    }

    private static BuiltInModel OfSize(string name, string likeness, int attentionHeads, int hidden) => new(
        name,
        FormattableString.Invariant($"A vision transformer of {likeness}'s size: {Depth} layers, {hidden} wide, {attentionHeads} heads, ")
        + FormattableString.Invariant($"patches of {Patch}×{Patch} pixels, into which images must divide."),
        [],
        (_, input, classes) => new VisionTransformer(input.Height, input.Width, attentionHeads, hidden, classes))
    {
        Patch = Patch,
    };
}
