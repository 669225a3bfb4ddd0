import type { Random } from '../random.ts';
import { type Drawing, hsl, path, rect } from '../svg.ts';

/** A standing bottle with a cap and a label. */
export function bottle(random: Random): Drawing {
  const hue = random.pick([
    random.between(90, 150),
    random.between(20, 40),
    random.between(180, 220),
    random.between(0, 360),
  ]);
  const lightness = random.between(22, 60);
  const glass = hsl(hue, random.between(35, 85), lightness);
  const label = random.chance(0.5)
    ? hsl(random.between(35, 60), random.between(10, 60), random.between(80, 95))
    : hsl(random.between(0, 360), 75, 50);
  const half = random.between(15, 22);
  const neck = random.between(5, 7.5);
  const shoulder = random.between(52, 72);
  const collar = shoulder - random.between(12, 24);
  const cap = random.between(6, 11);
  const labelTop = shoulder + random.between(10, 18);
  const body = [
    path(
      `M${30 - neck} 12 L${30 + neck} 12 L${30 + neck} ${collar} Q${30 + half} ${collar + 8} ${30 + half} ${shoulder} L${30 + half} 138 Q${30 + half} 143 ${25 + half} 143 L${35 - half} 143 Q${30 - half} 143 ${30 - half} 138 L${30 - half} ${shoulder} Q${30 - half} ${collar + 8} ${30 - neck} ${collar} Z`,
      glass,
    ),
    rect(30 - neck - 1.2, 5, neck * 2 + 2.4, cap, hsl(random.between(0, 360), 70, random.between(25, 75)), 2),
    random.chance(0.85) ? rect(30 - half, labelTop, half * 2, random.between(24, 42), label) : '',
    rect(30 - half * 0.7, shoulder + 4, half * 0.22, 74, 'rgba(255,255,255,0.4)', 2),
    rect(30 + half * 0.55, shoulder, half * 0.4, 82, 'rgba(0,0,0,0.18)', 2),
  ];
  return { width: 60, height: 148, body: body.join('') };
}
