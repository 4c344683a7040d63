using Lockstep.Recipes;
using Lockstep.Text;
using Lockstep.Vision.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>Weights that were trained before, put into a model.</summary>
internal static class StartingWeights
{
    private const int MostNamed = 3;

    /// <summary>Puts in the weights that the recipe names; all of them, but for a head of another number of classes, which keeps its random weights.</summary>
    /// <returns>What the user should know, in sentences.</returns>
    /// <exception cref="LockstepException">The file is not the pinned one, is broken, holds NaN, or is of another model.</exception>
    public static IReadOnlyList<string> Put(Module model, ModelRecipe recipe)
    {
        if (recipe is not { Weights: { } path, Sha256: { } sha256 })
        {
            return [];
        }

        ModelFile.Check(path, sha256);
        var found = Safetensors.Load(path);
        try
        {
            RefuseNonFinite(path, found);
            var wanted = model.state_dict();
            var head = OtherHead(model, wanted, found);
            var fitting = wanted.Keys.Except(head, StringComparer.Ordinal).ToArray();
            RefuseOthers(path, recipe.Name, wanted, fitting, found);
            using var noGradient = no_grad();
            foreach (var name in fitting)
            {
                wanted[name].copy_(found[name]);
            }

            return head is [var first, ..]
                ? [$"Model: {path} is for {found[first].shape[0]} classes, these data have {wanted[first].shape[0]}: "
                    + $"{string.Join(" and ", head.Select(name => $"'{name}'"))} {(head.Length == 1 ? "starts" : "start")} from random weights, "
                    + "drawn from the seed."]
                : [];
        }
        finally
        {
            foreach (var tensor in found.Values)
            {
                tensor.Dispose();
            }
        }
    }

    /// <summary>The names of the last linear layer, where the file has it for another number of classes; else none.</summary>
    private static string[] OtherHead(Module model, Dictionary<string, Tensor> wanted, IReadOnlyDictionary<string, Tensor> found)
    {
        if (model.named_parameters().LastOrDefault(named => named.parameter.dim() == 2) is not { name: { } weight })
        {
            return [];
        }

        var bias = string.Concat(weight.AsSpan(0, weight.LastIndexOf('.') + 1), "bias");
        string[] head = wanted.ContainsKey(bias) ? [weight, bias] : [weight];
        return head.All(name => found.TryGetValue(name, out var tensor) && tensor.dim() == wanted[name].dim()
            && tensor.shape[0] != wanted[name].shape[0] && tensor.shape.AsSpan(1).SequenceEqual(wanted[name].shape.AsSpan(1)))
            ? head
            : [];
    }

    private static void RefuseNonFinite(string path, IReadOnlyDictionary<string, Tensor> found)
    {
        foreach (var (name, tensor) in found.Where(entry => entry.Value.dtype == ScalarType.Float32))
        {
            using var finite = tensor.isfinite();
            using var all = finite.all();
            if (!all.item<bool>())
            {
                throw new LockstepException(
                    $"{path}: tensor '{name}' holds NaN or infinity; nothing can be trained from it. Take weights of a training that went well.");
            }
        }
    }

    private static void RefuseOthers(string path, string model, Dictionary<string, Tensor> wanted, string[] fitting, IReadOnlyDictionary<string, Tensor> found)
    {
        var missing = fitting.Where(name => !found.ContainsKey(name)).Select(name => $"'{name}'").ToArray();
        var unexpected = found.Keys.Where(name => !wanted.ContainsKey(name))
            .Select(name => $"'{name}'{(NearestName.Of(name, wanted.Keys) is { } nearest ? $" (nearest: '{nearest}')" : "")}").ToArray();
        var misshapen = fitting.Where(
            name => found.TryGetValue(name, out var tensor) && (tensor.dtype != wanted[name].dtype || !tensor.shape.SequenceEqual(wanted[name].shape)))
            .Select(name => $"'{name}' is {Describe(found[name])}, expected {Describe(wanted[name])}").ToArray();
        string[] reasons = [.. Reason("missing: ", missing), .. Reason("unexpected: ", unexpected), .. Reason("of another shape: ", misshapen)];
        if (reasons.Length > 0)
        {
            throw new LockstepException(
                $"{path}: not the weights of {model} for these images. {string.Join("; ", reasons)}. Names and shapes must be torchvision's.");
        }
    }

    private static string[] Reason(string what, string[] items) =>
        items.Length == 0 ? [] : [what + string.Join(", ", items.Take(MostNamed)) + (items.Length > MostNamed ? $" and {items.Length - MostNamed} more" : "")];

    private static string Describe(Tensor tensor) => $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]";
}
