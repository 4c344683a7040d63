namespace Lockstep.Audit;

/// <summary>What an audit looks at.</summary>
[Flags]
public enum SubjectKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A recipe of a training, which Lockstep itself makes.</summary>
    Recipe = 1,

    /// <summary>A recipe of a command.</summary>
    CommandRecipe = 2,

    /// <summary>A run that trained.</summary>
    Run = 4,

    /// <summary>A run that was a command.</summary>
    CommandRun = 8,

    /// <summary>A folder of any project.</summary>
    Project = 16,

    /// <summary>What has code of the user's: a project, or a command in a recipe or a run.</summary>
    WithCode = CommandRecipe | CommandRun | Project,

    /// <summary>A run of either kind.</summary>
    Runs = Run | CommandRun,

    /// <summary>A training by Lockstep: its recipe, or a run of it.</summary>
    Trainings = Recipe | Run,

    /// <summary>All of them.</summary>
    Any = Trainings | WithCode,
}
