using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Lockstep.Ledgers;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Training.Recording;

/// <summary>Writes a run's ledger, from what the training loop shows it. It only looks: the results are the same with it and without.</summary>
internal sealed class StepRecorder : IDisposable
{
    private readonly Module<Tensor, Tensor> model;
    private readonly Parameter[] parameters;
    private readonly Device device;
    private readonly LayerWatch? layers;
    private readonly LedgerWriter writer;
    private readonly Stopwatch recording = new();
    private StepRecord step = new() { Step = 0, Epoch = 0 };
    private bool takesAll;
    private StepDigests digests;
    private StepDigests spare; // of the step before
    private Unread? unread;
    private int? images;
    private int? targets;
    private int? gradients;

    /// <summary>Begins a ledger with the weights that training starts from, or goes on with the one of a run that was stopped.</summary>
    /// <param name="level"><c>standard</c> or <c>deep</c>.</param>
    /// <param name="slots">Samples of the largest batch.</param>
    /// <param name="lockId">Of the run.</param>
    /// <param name="after">The steps that a resumed run has done; what the ledger holds of later ones is cut off. 0 begins a new ledger.</param>
    /// <param name="isNew">It begins a new ledger all the same, with the weights after those steps.</param>
    /// <exception cref="LedgerException">The ledger to continue is not this run's, or not sound up to that step.</exception>
    public StepRecorder(string path, string level, int slots, long seed, string lockId, Module<Tensor, Tensor> model, long after = 0, bool isNew = false)
    {
        this.model = model;
        parameters = [.. model.parameters()];
        device = parameters is [var one, ..] ? one.device : CPU;
        (digests, spare) = (new StepDigests(device), new StepDigests(device));
        layers = level == "deep" ? new LayerWatch(model) : null;
        var count = parameters.Sum(parameter => parameter.numel());
        var header = new LedgerHeader(layers is null
            ? LedgerLevel.Standard
            : LedgerLevel.Deep, slots, LedgerHeader.IntervalFor(count), count, (ulong)seed, lockId, layers?.Names
                ?? [])
        { First = isNew ? after : 0, Digests = digests.Kind };
        if (after > 0 && !isNew)
        {
            writer = LedgerWriter.Continue(path, header, after);
            return;
        }

        writer = LedgerWriter.Create(path, header);
        step = step with { Step = header.First };
        takesAll = true;
        Close();
        AppendUnread();
    }

    /// <summary>Time spent in looking at steps and writing them down.</summary>
    public TimeSpan Time => recording.Elapsed + (layers?.Time ?? TimeSpan.Zero);

    /// <summary>A step begins.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="batch">As it was read.</param>
    /// <param name="endsEpoch">Gradients and weights are digested after the last step of an epoch, whatever the interval.</param>
    public void Begin(long number, int epoch, Batch batch, bool endsEpoch)
    {
        recording.Start();
        takesAll = endsEpoch || number % writer.Header.Interval == 0;
        (digests, spare) = (spare, digests);
        layers?.Start(digests);
        var ids = new uint[batch.Samples.Count];
        var decoded = new ulong[ids.Length];
        var augmented = new ulong[ids.Length];
        for (var place = 0; place < ids.Length; place++)
        {
            ids[place] = (uint)batch.Samples[place].Id;
            (decoded[place], augmented[place]) = batch.Digests[place];
        }

        step = new StepRecord
        {
            Step = number,
            Epoch = epoch,
            Ids = ids,
            Decoded = decoded,
            Augmented = augmented,
        };
        recording.Stop();
    }

    /// <summary>What the network is about to see, and what it shall answer.</summary>
    /// <param name="targets">The classes; of a mixed batch, the partners' too.</param>
    /// <param name="weight">Of the first of them; null where there is one.</param>
    public void RecordBatch(Tensor images, IReadOnlyList<Tensor> targets, double? weight)
    {
        recording.Start();
        Span<byte> bits = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bits, weight ?? 0);
        this.images = digests.Ask([images]);
        this.targets = digests.Ask(targets, weight is null ? [] : bits);
        recording.Stop();
    }

    /// <summary>The loss is known, so that what the device was told to do before is done, and no gradient asked for yet.</summary>
    public void RecordLoss()
    {
        recording.Start();
        AppendUnread();
        recording.Stop();
    }

    /// <summary>The gradients are there, and the weights not moved yet.</summary>
    public void RecordGradients()
    {
        recording.Start();
        layers?.RecordGradients();
        if (takesAll)
        {
            gradients = digests.Ask(parameters.Select(parameter => parameter.grad).OfType<Tensor>());
        }

        recording.Stop();
    }

    /// <summary>The step is done, or given up because of its loss.</summary>
    public void End(float loss, double learningRate)
    {
        recording.Start();
        AppendUnread();
        step = step with { Loss = loss, LearningRate = learningRate };
        Close();
        if (digests.Kind == DigestKind.Bytes)
        {
            AppendUnread();
        }

        layers?.Stop();
        recording.Stop();
    }

    /// <summary>Puts everything on the disk, so that a checkpoint is never ahead of its ledger.</summary>
    public void Flush()
    {
        AppendUnread();
        writer.Flush();
    }

    public void Dispose()
    {
        try
        {
            AppendUnread();
        }
        catch (ExternalException)
        {
            // What ended the training took the device with it, and the last step's digests.
        }

        layers?.Dispose();
        digests.Dispose();
        spare.Dispose();
        writer.Dispose();
    }

    /// <summary>Ends the step. Its digests are read later: a device may still be at work on them, and would have to be waited for.</summary>
    private void Close()
    {
        int? weights = takesAll ? digests.Ask(model.state_dict().Values) : null;
        using var state = Generators.States(device);
        unread = new Unread(
            step with { Random = TensorDigest.Of(state) }, digests, images, targets, gradients, weights, layers?.Activations ?? [], layers?.Gradients ?? []);
        (images, targets, gradients) = (null, null, null);
    }

    private void AppendUnread()
    {
        if (unread is { } record)
        {
            unread = null;
            writer.Append(record.Read());
        }
    }

    /// <summary>A step and the places of its digests.</summary>
    private sealed record Unread(
        StepRecord Step, StepDigests Digests, int? Images, int? Targets, int? Gradients, int? Weights, int?[] Activations, int?[] LayerGradients)
    {
        public StepRecord Read()
        {
            var made = Digests.Read();
            UInt128? At(int? place) => place is { } given ? made[given] : null;
            return Step with
            {
                Images = At(Images) ?? 0,
                Targets = At(Targets) ?? 0,
                Gradients = At(Gradients),
                Weights = At(Weights),
                Activations = [.. Activations.Select(place => At(place) ?? 0)],
                LayerGradients = [.. LayerGradients.Select(place => At(place) ?? 0)],
            };
        }
    }
}
