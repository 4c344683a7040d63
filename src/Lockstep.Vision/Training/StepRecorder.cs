using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Hashing;
using Lockstep.Ledgers;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Training;

/// <summary>Writes a run's ledger, from what the training loop shows it. It only looks: the results are the same with it and without.</summary>
internal sealed class StepRecorder : IDisposable
{
    private readonly Module<Tensor, Tensor> model;
    private readonly Parameter[] parameters;
    private readonly LayerWatch? layers;
    private readonly LedgerWriter writer;
    private readonly XxHash128 hash = new();
    private readonly Stopwatch recording = new();
    private StepRecord step = new() { Step = 0, Epoch = 0 };
    private bool takesAll;

    /// <summary>Begins a ledger with the weights that training starts from, or goes on with the one of a run that was stopped.</summary>
    /// <param name="level"><c>standard</c> or <c>deep</c>.</param>
    /// <param name="slots">Samples of the largest batch.</param>
    /// <param name="lockId">Of the run.</param>
    /// <param name="after">The steps that a resumed run has done; what the ledger holds of later ones is cut off. 0 begins a new ledger.</param>
    /// <param name="isNew">It begins a new ledger all the same, with the weights after those steps.</param>
    /// <exception cref="LedgerException">The ledger to go on with is not this run's, or not sound up to that step.</exception>
    public StepRecorder(string path, string level, int slots, long seed, string lockId, Module<Tensor, Tensor> model, long after = 0, bool isNew = false)
    {
        this.model = model;
        parameters = [.. model.parameters()];
        layers = level == "deep" ? new LayerWatch(model) : null;
        var count = parameters.Sum(parameter => parameter.numel());
        var header = new LedgerHeader(layers is null ? LedgerLevel.Standard : LedgerLevel.Deep, slots, LedgerHeader.IntervalFor(count), count, (ulong)seed, lockId, layers?.Names ?? []) { First = isNew ? after : 0, Digests = parameters is [var one, ..] ? TensorDigest.KindOf(one) : DigestKind.Bytes };
        if (after > 0 && !isNew)
        {
            writer = LedgerWriter.Continue(path, header, after);
            return;
        }

        writer = LedgerWriter.Create(path, header);
        writer.Append(WithLayers(step with { Step = header.First, Weights = Weights(), Random = RandomState() }));
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
        layers?.Listen();
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
    public void SawBatch(Tensor images, IReadOnlyList<Tensor> targets, double? weight)
    {
        recording.Start();
        foreach (var classes in targets)
        {
            TensorDigest.Append(hash, classes);
        }

        if (weight is { } part)
        {
            Span<byte> bits = stackalloc byte[sizeof(double)];
            BinaryPrimitives.WriteDoubleLittleEndian(bits, part);
            hash.Append(bits);
        }

        step = step with { Images = TensorDigest.Of(images), Targets = hash.GetCurrentHashAsUInt128() };
        hash.Reset();
        recording.Stop();
    }

    /// <summary>The gradients are there, and the weights not moved yet.</summary>
    public void SawGradients()
    {
        recording.Start();
        layers?.SawGradients();
        if (takesAll)
        {
            step = step with { Gradients = DigestOf(parameters.Select(parameter => parameter.grad)) };
        }

        recording.Stop();
    }

    /// <summary>The step is done, or given up because of its loss.</summary>
    public void End(float loss, double learningRate)
    {
        recording.Start();
        writer.Append(WithLayers(step with { Loss = loss, LearningRate = learningRate, Weights = takesAll ? Weights() : null, Random = RandomState() }));
        layers?.Rest();
        recording.Stop();
    }

    /// <summary>Puts everything on the disk, so that a checkpoint is never ahead of its ledger.</summary>
    public void Flush() => writer.Flush();

    public void Dispose()
    {
        layers?.Dispose();
        writer.Dispose();
    }

    private StepRecord WithLayers(StepRecord record) => layers is null ? record : record with { Activations = [.. layers.Activations], LayerGradients = [.. layers.Gradients] };

    private UInt128 Weights() => DigestOf(model.state_dict().Values);

    private UInt128 DigestOf(IEnumerable<Tensor?> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (tensor is not null)
            {
                TensorDigest.Append(hash, tensor);
            }
        }

        var digest = hash.GetCurrentHashAsUInt128();
        hash.Reset();
        return digest;
    }

    private UInt128 RandomState()
    {
        using var state = Generators.States(parameters[0].device);
        return TensorDigest.Of(state);
    }
}
