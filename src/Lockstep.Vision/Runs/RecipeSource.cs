using Lockstep.Samples;


namespace Lockstep.Vision.Runs;

/// <summary>A recipe's file as it was given.</summary>
/// <param name="FileName">Its name without the folder.</param>
/// <param name="Folder">Where it lies; its repository is the Code box's.</param>
/// <param name="Bytes">Byte for byte.</param>
/// <param name="Split">The split file that it names; null where it names none.</param>
/// <param name="Overrides">The <c>--set</c> texts.</param>
public sealed record RecipeSource(string FileName, string Folder, byte[] Bytes, SplitFile? Split, IReadOnlyList<string> Overrides);
