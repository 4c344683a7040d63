namespace Lockstep.Archives;

/// <summary>What an archive says of one of its entries; nothing of it is believed yet.</summary>
/// <param name="Name">As the archive writes it.</param>
/// <param name="Kind">What it wants to be.</param>
/// <param name="Bytes">The size it claims; null where the format doesn't say.</param>
/// <param name="Target">Where a link leads, as the archive writes it.</param>
/// <param name="Content">Opens a file's bytes, which are checked at their end; only until the next entry is asked for.</param>
internal sealed record ArchiveEntry(string Name, ArchiveEntryKind Kind, long? Bytes, string Target, Func<Stream> Content);
