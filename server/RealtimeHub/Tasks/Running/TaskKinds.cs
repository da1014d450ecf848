using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;

namespace RealtimeHub.Tasks.Running;

/// <summary>A kind as it was added.</summary>
internal sealed record AddedKind(string Name, Func<string, TaskKindOptions, TaskKind> Make);

/// <summary>All kinds of background work, by name.</summary>
internal sealed class TaskKinds
{
    private readonly Dictionary<string, TaskKind> _kinds = new(StringComparer.Ordinal);

    public TaskKinds(IEnumerable<AddedKind> added, IOptions<RealtimeHubOptions> options)
    {
        foreach (var kind in added) _kinds[kind.Name] = kind.Make(kind.Name, options.Value.Tasks.Kinds[kind.Name]);
    }

    public IReadOnlyCollection<TaskKind> All => _kinds.Values;

    public TaskKind? Find(string name) => _kinds.GetValueOrDefault(name);
}
