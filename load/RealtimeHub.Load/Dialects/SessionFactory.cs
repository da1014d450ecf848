using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Dialects;

/// <summary>Makes a session of a run that follows the topic of this number.</summary>
internal delegate Session SessionFactory(int topic);
