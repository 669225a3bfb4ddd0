import { calendar } from '../calendar/calendar.ts';
import { timelinePanel } from '../timeline/timeline-panel.ts';
import type { View } from '../view.ts';

/** Days and times: where there is material, and where something was found. */
export const overview: View = {
  name: 'overview',
  title: 'Overview',
  mount(element, tools) {
    const ends = [timelinePanel(element, tools), calendar(element, tools)];
    return () => {
      for (const end of ends) end();
    };
  },
};
