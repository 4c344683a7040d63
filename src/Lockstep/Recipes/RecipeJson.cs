using System.Text.Json.Serialization;

namespace Lockstep.Recipes;

/// <summary>
/// How a recipe's JSON becomes its record, written at compile time: found out by reflection, it would cost <c>recipe check</c> a third of its time.
/// </summary>
[JsonSerializable(typeof(Recipe))]
[JsonSerializable(typeof(IReadOnlyList<Invariant>))]
internal sealed partial class RecipeJson : JsonSerializerContext;
