using Lockstep.Snapshots;

namespace Lockstep.Samples.Formats;

/// <summary>One of the forms that labelled images come in.</summary>
public interface IDatasetFormat
{
    /// <summary>As the recipe's <c>data.format</c> names it.</summary>
    string Name { get; }

    /// <summary>What a user must have for it to be recognised, for messages: <c>data_batch_1.bin, test_batch.bin</c>.</summary>
    string Expects { get; }

    /// <summary>Whether the snapshot's files look like it, by their names alone.</summary>
    bool Recognises(Manifest manifest);

    /// <summary>All labelled images, in an order that depends on the snapshot's content alone.</summary>
    /// <remarks>
    /// Files it needs to look into are read with <see cref="Snapshot.ReadListed"/>, so that what trains is what was listed; large files
    /// of records with <see cref="ListedFile"/>.
    /// </remarks>
    /// <exception cref="LockstepException">The files are not what the format asks for; the message names the file and the place in it.</exception>
    LabelledImages Read(Snapshot snapshot, Manifest manifest);
}
