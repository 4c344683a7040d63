using System.Runtime.InteropServices;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Vision.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>A network from a TorchScript file, with the parameter names that it has there: N×3×H×W to N×classes.</summary>
internal sealed class TorchScriptModel : Module<Tensor, Tensor>
{
    internal static BuiltInModel BuiltIn { get; } = new(
        new Variant(
            "torchscript",
            "Any network as TorchScript, such as 'torch.jit.script(model).save(…)' writes it. Without a name, 'torchscript' is enough. "
            + "A TorchScript file is a program: name one that you trust.",
            new Key("torchscript", CommonShapes.PathOf("a file"), DefaultValue.None, "The TorchScript file: from N×3×H×W to N×classes.")
            {
                ChangesResults = false,
            },
            new Key(
                "sha256", CommonShapes.Digest, DefaultValue.None, "The file's SHA-256, as 'sha256sum' prints it; one of another digest is refused."),
            ModelKeys.Freeze)
        {
            ImpliedBy = "torchscript",
        },
        (recipe, _, _) => recipe is { Torchscript: { } file, Sha256: { } sha256 }
            ? Load(file, sha256)
            : throw new ArgumentException("The recipe names no file, or no digest of it.", nameof(recipe)));

    private readonly string path;
    private readonly jit.ScriptModule<Tensor, Tensor> script;
    private readonly (string Name, Parameter Parameter)[] named;

    private TorchScriptModel(string path, jit.ScriptModule<Tensor, Tensor> script)
        : base(nameof(TorchScriptModel))
    {
        this.path = path;
        this.script = script;
        // Each call of libtorch's gives new wrappers; the optimizer and the gradients need lasting ones.
        named = [.. script.named_parameters()];
    }

    public override bool training => script.training;

    /// <exception cref="LockstepException">Not the pinned file, or no TorchScript that libtorch can read.</exception>
    public static TorchScriptModel Load(string path, string sha256)
    {
        ModelFile.Check(path, sha256);
        TorchScriptFile.Check(path);
        try
        {
            return new TorchScriptModel(path, jit.load<Tensor, Tensor>(path));
        }
        catch (ExternalException exception)
        {
            throw new LockstepException($"{path}: libtorch can't read this TorchScript: {LibtorchException.Said(exception)}", exception);
        }
    }

    /// <summary>Tries it on two black images, without a trace in it.</summary>
    /// <exception cref="LockstepException">It fails, gives something else than a number a class, has nothing to train, or has
    /// what a checkpoint can't hold.</exception>
    public void Try(int height, int width, int classes)
    {
        if (named.Length == 0)
        {
            throw new LockstepException(
                $"{path}: it has no parameters, so there is nothing to train. A frozen module (torch.jit.freeze) has lost them; script it without.");
        }

        if (state_dict().FirstOrDefault(entry => entry.Value.dtype is not ScalarType.Float32 and not ScalarType.Int64) is { Key: { } odd, Value: { } tensor })
        {
            throw new LockstepException($"{path}: '{odd}' is of type {tensor.dtype}; expected 32-bit floats or 64-bit integers.");
        }

        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        eval();
        long[] shape;
        try
        {
            shape = forward(zeros(2, 3, height, width)).shape;
        }
        catch (ExternalException exception)
        {
            throw new LockstepException(
                $"{path}: it fails on two images of {height}×{width} pixels (2×3×{height}×{width} numbers): {LibtorchException.Said(exception)}", exception);
        }

        if (shape is not [2, var logits] || logits != classes)
        {
            throw new LockstepException(
                $"{path}: for 2 images it gives [{string.Join(", ", shape)}], expected [2, {classes}], a number for each class of the data.");
        }
    }

    /// <summary>Moves what the script holds; the parameters stay the same objects.</summary>
    public void MoveTo(Device device) => script.to(device);

    /// <exception cref="LockstepException">The script gives something else than a tensor.</exception>
    public override Tensor forward(Tensor input)
    {
        object? output;
        try
        {
            // Not the script's own 'forward', which casts what comes.
            output = ((jit.ScriptModule)script).call(input);
        }
        catch (Exception exception) when (exception is NotImplementedException or InvalidOperationException or ArgumentException)
        {
            throw NotLogits("a kind of value that can't be read here", exception);
        }

        return output switch
        {
            Tensor { dtype: ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16 } scores => scores,
            Tensor { dtype: var type } => throw NotLogits($"numbers of the type {type}, expected 32-bit floats", null),
            _ => throw NotLogits(NameOf(output), null),
        };
    }

    private LockstepException NotLogits(string found, Exception? cause)
    {
        var message = $"{path}: it gives {found}, expected one tensor N×classes, a number for each class. Let its 'forward' return that alone, "
            + "and script it again.";
        return cause is null ? new LockstepException(message) : new LockstepException(message, cause);
    }

    private static string NameOf(object? output) => output switch
    {
        null => "nothing (None)",
        System.Runtime.CompilerServices.ITuple tuple => $"a tuple of {tuple.Length}",
        System.Collections.IDictionary => "a dictionary",
        System.Collections.ICollection list => $"a list of {list.Count}",
        Scalar => "a single number",
        string => "a text",
        _ => "no tensor",
    };

    public override void train(bool train = true) => script.train(train);

    public override void eval() => script.train(false);

    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
        named.Select(entry => (entry.Name, entry.Parameter));

    public override IEnumerable<Parameter> parameters(bool recurse = true) => named.Select(entry => entry.Parameter);

    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
        script.named_buffers(recurse, include_nonpersistent);

    public override IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) => script.buffers(recurse, include_nonpersistent);

    public override IEnumerable<(string name, Module module)> named_modules() => script.named_modules();

    public override Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
    {
        destination ??= [];
        foreach (var (name, tensor) in named.Select(entry => (entry.Name, (Tensor)entry.Parameter)).Concat(script.named_buffers()))
        {
            destination.TryAdd(prefix is null ? name : $"{prefix}.{name}", tensor);
        }

        return destination;
    }

    protected override void Dispose(bool disposing)
    {
        // What is inside first: the base class goes through it.
        base.Dispose(disposing);
        if (disposing)
        {
            script.Dispose();
        }
    }
}
