namespace Lockstep.Schema;

/// <summary>A value that nobody wrote.</summary>
/// <param name="Key">The path, such as <c>optimizer.name</c>.</param>
/// <param name="Value">As YAML writes it on one line.</param>
public sealed record RecipeDefault(string Key, string Value);
