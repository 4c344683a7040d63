namespace Lockstep.Audit.Checklists;

/// <summary>One question of a checklist, or one badge.</summary>
/// <param name="Name">As the checklist calls it.</param>
/// <param name="Asks">What it asks, in our words.</param>
/// <param name="Boxes">Whose verdicts speak to it; empty where no program can answer.</param>
/// <param name="Says">What those verdicts supply and what they leave open; or why no program can answer.</param>
public sealed record ChecklistItem(string Name, string Asks, IReadOnlyList<AuditedBox> Boxes, string Says)
{
    /// <summary>Whether an audit says anything to it.</summary>
    public bool IsForPrograms => Boxes.Count > 0;
}
