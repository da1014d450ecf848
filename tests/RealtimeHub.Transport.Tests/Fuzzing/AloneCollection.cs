namespace RealtimeHub.Transport.Tests.Fuzzing;

/// <summary>Tests that count what belongs to the whole process, such as descriptors: nobody else runs beside them.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
