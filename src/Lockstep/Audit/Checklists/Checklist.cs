namespace Lockstep.Audit.Checklists;

/// <summary>A list of questions that others ask about a piece of work, and what an audit says to each.</summary>
/// <param name="Word">As <c>--checklist</c> takes it.</param>
/// <param name="Title">With the edition that is meant.</param>
/// <param name="Items">In the checklist's order.</param>
public sealed record Checklist(string Word, string Title, IReadOnlyList<ChecklistItem> Items)
{
    /// <summary>All that there are.</summary>
    public static IReadOnlyList<Checklist> All { get; } = [NeurIps.List, AcmBadges.List];
}
