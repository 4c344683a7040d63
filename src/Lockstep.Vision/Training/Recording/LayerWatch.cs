using System.Diagnostics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Training.Recording;

/// <summary>Takes digests of what each layer gives and of its gradients; a layer is a module without modules inside.</summary>
/// <remarks>
/// A layer is heard where the network calls it with <c>call</c>, as all of Lockstep's own do; of one that it calls with
/// <c>forward</c>, only the gradients are seen.
/// </remarks>
internal sealed class LayerWatch : IDisposable
{
    private readonly Module<Tensor, Tensor>[] layers;
    private readonly int[] learning; // places of the layers that have parameters
    private readonly Tensor[][] parameters; // of those
    private readonly List<Action> removals = [];
    private readonly Stopwatch listening = new();
    private StepDigests? heard;

    public LayerWatch(Module<Tensor, Tensor> model)
    {
        (string Name, Module<Tensor, Tensor> Layer)[] leaves = [.. LeavesOf(model, "")];
        Names = leaves.Length == 0 ? [model.GetName()] : [.. leaves.Select(leaf => leaf.Name)];
        layers = leaves.Length == 0 ? [model] : [.. leaves.Select(leaf => leaf.Layer)];
        learning = [.. Enumerable.Range(0, layers.Length).Where(place => layers[place].parameters().Any())];
        parameters = [.. learning.Select(place => layers[place].parameters().ToArray<Tensor>())];
        Activations = new int?[layers.Length];
        Gradients = new int?[layers.Length];
        for (var index = 0; index < layers.Length; index++)
        {
            var place = index;
            var hook = layers[index].register_forward_hook((_, _, output) => RecordActivation(place, output));
            removals.Add(hook.remove);
        }
    }

    public string[] Names { get; }

    /// <summary>Spent on activations, while the network is at work.</summary>
    public TimeSpan Time => listening.Elapsed;

    /// <summary>The place of each layer's digest among the step's; null of one that was not heard.</summary>
    public int?[] Activations { get; private set; }

    /// <inheritdoc cref="Activations"/>
    public int?[] Gradients { get; private set; }

    /// <summary>A training step begins.</summary>
    /// <param name="digests">The step's, which what is seen is asked of.</param>
    public void Start(StepDigests digests)
    {
        Activations = new int?[layers.Length];
        Gradients = new int?[layers.Length];
        heard = digests;
    }

    /// <summary>It is over: what validation does isn't heard.</summary>
    public void Stop() => heard = null;

    public void RecordGradients()
    {
        var first = heard!.Ask([.. parameters.Select(own => own.Select(parameter => parameter.grad).OfType<Tensor>())]);
        for (var index = 0; index < learning.Length; index++)
        {
            Gradients[learning[index]] = first + index;
        }
    }

    public void Dispose() => removals.ForEach(remove => remove());

    /// <summary>Depth first, as images go through a network; named_modules gives the outer modules before the inner ones.</summary>
    private static IEnumerable<(string Name, Module<Tensor, Tensor> Layer)> LeavesOf(Module module, string prefix) =>
        module.named_children().SelectMany(child => child.module.children().Any()
            ? LeavesOf(child.module, $"{prefix}{child.name}.")
            : child.module is Module<Tensor, Tensor> layer ? [($"{prefix}{child.name}", layer)] : []);

    private Tensor RecordActivation(int place, Tensor output)
    {
        if (heard is not null)
        {
            listening.Start();
            Activations[place] = heard.Ask([output]);
            listening.Stop();
        }

        return output;
    }
}
