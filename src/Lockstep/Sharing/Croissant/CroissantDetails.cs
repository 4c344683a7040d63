namespace Lockstep.Sharing.Croissant;

/// <summary>What Croissant asks of a data set and no file can tell; null where it is not known, and then the description says so.</summary>
/// <param name="License">A URL, best one of SPDX's.</param>
/// <param name="Url">The data set's page.</param>
/// <param name="Creator">A person's or an organization's name.</param>
public sealed record CroissantDetails(DateOnly DatePublished, string? Description = null, string? License = null, string? Url = null, string? Creator = null);
